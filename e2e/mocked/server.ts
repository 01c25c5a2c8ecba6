/** Builds the real renderer and serves it as the desktop does: one nonce per load, the strict policy. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const source = fileURLToPath(new URL('../../src-renderer', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

const policy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "worker-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    'sandbox allow-scripts allow-same-origin',
  ].join('; ');

export interface RendererServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function serveRenderer(): Promise<RendererServer> {
  const folder = await mkdtemp(join(tmpdir(), 'renderer-'));
  await build({
    configFile: false,
    root: source,
    logLevel: 'error',
    plugins: [react()],
    build: {
      target: 'chrome114',
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { input: join(source, 'index.html') },
    },
  });
  const server = createServer((request, response) => {
    const asked = normalize(new URL(request.url ?? '/', 'http://ui').pathname);
    const path = asked === '/' ? '/index.html' : asked;
    readFile(join(folder, path)).then(
      (content) => {
        const type = types[extname(path)] ?? 'application/octet-stream';
        response.setHeader('content-type', type);
        if (extname(path) !== '.html') {
          response.end(content);
          return;
        }
        const nonce = randomBytes(16).toString('base64');
        response.setHeader('content-security-policy', policy(nonce));
        response.end(content.toString('utf8').replaceAll('__CSP_NONCE__', nonce));
      },
      () => {
        // A browser asks for an icon of its own accord.
        response.statusCode = path === '/favicon.ico' ? 204 : 404;
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
