/** Serves a built page over HTTP as the desktop does over `app://`: the same files, headers and policy. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { headersFor, ORIGIN, servedFile } from '../desktop/served-file.ts';
import { launcher } from './product.ts';

export interface PageServer {
  /** Ends with a slash. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The window's page as the product has it, built first when its sources changed. */
export async function serveBuiltPage(): Promise<PageServer> {
  // Any command builds what is stale, one process after the other.
  await promisify(execFile)(process.execPath, [launcher, 'help']);
  return serveFolder(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
}

export async function serveFolder(root: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    const file = servedFile(root, request.method ?? '', `${ORIGIN}${request.url ?? '/'}`);
    void answer(file, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(file: string | null, response: ServerResponse): Promise<void> {
  const content = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || content === null) {
    // A browser asks for an icon of its own accord, and says in the console that there is none.
    response.writeHead(file?.endsWith('favicon.ico') === true ? 204 : 404).end();
    return;
  }
  const nonce = randomBytes(18).toString('base64');
  response.writeHead(200, headersFor(file, nonce));
  const isPage = file.endsWith('.html');
  response.end(isPage ? content.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : content);
}
