import httpProxy from 'http-proxy';
import { keptAgent, serve, setting } from './lib-server.mjs';

const proxy = httpProxy.createProxyServer({ target: setting.upstream, agent: keptAgent() });
proxy.on('error', (_error, _request, response) => response.destroy());
serve((request, response) => proxy.web(request, response));
