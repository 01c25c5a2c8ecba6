import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';
import { listenerTls, say, setting, unhurried, upstreamTls } from './lib-server.mjs';

const app = fastify({
  logger: false,
  bodyLimit: 128 * 1024 * 1024,
  ...(listenerTls === undefined ? {} : { https: listenerTls }),
});
app.register(httpProxy, {
  upstream: setting.upstream,
  undici: { connections: null, connect: upstreamTls, headersTimeout: 0, bodyTimeout: 0 },
});
await app.listen({ host: '127.0.0.1', port: 0 });
unhurried(app.server);
say(app.server.address().port);
