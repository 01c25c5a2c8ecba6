import fastProxy from 'fast-proxy';
import { serve, setting, upstreamTls } from './lib-server.mjs';

// With undici, which its README promises 20 to 50 % more of than of node:http.
const { proxy } = fastProxy({
  base: setting.upstream,
  undici: { connections: null, connect: upstreamTls, headersTimeout: 0, bodyTimeout: 0 },
});
serve((request, response) => proxy(request, response, request.url, {}));
