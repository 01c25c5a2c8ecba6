import { createProxyServer } from 'httpxy';
import { keptAgent, serve, setting } from './lib-server.mjs';

const proxy = createProxyServer({ target: setting.upstream, agent: keptAgent() });
proxy.on('error', (_error, _request, response) => response.destroy());
serve((request, response) => {
  proxy.web(request, response).catch(() => response.destroy());
});
