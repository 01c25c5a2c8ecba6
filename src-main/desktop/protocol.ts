/** `app://ui`: the window's own files and nothing else. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { emptyHeaders, headersFor, SCHEME, servedFile } from './served-file.ts';

/** The part of fetch's Response that we need: the oldest Node's types do not know it, Electron 25 has it. */
declare const Response: new (
  body: string | Uint8Array | null,
  init: { readonly status?: number; readonly headers?: Record<string, string> },
) => Answer;

/** Opaque: Electron takes it. */
interface Answer {
  readonly status: number;
}

interface Asked {
  readonly method: string;
  readonly url: string;
}

/** Before the app is ready. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

export function serveFiles(root: string): void {
  const answer = async (request: Asked): Promise<Answer> => {
    const file = servedFile(root, request.method, request.url);
    if (file === null) return nothing();
    const nonce = randomBytes(18).toString('base64');
    const body = await contentOf(file, nonce);
    if (body === null) return nothing();
    const headers = headersFor(file, nonce);
    return new Response(request.method === 'HEAD' ? null : body, { headers });
  };
  // Its type names the types of fetch, which are not there (see above).
  protocol.handle(SCHEME, answer as never);
}

const nothing = (): Answer => new Response('', { status: 404, headers: emptyHeaders });

async function contentOf(file: string, nonce: string): Promise<string | Uint8Array | null> {
  try {
    if (!file.endsWith('.html')) return await readFile(file);
    return (await readFile(file, 'utf8')).replaceAll('__CSP_NONCE__', nonce);
  } catch {
    return null;
  }
}
