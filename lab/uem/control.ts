import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ACTIONS, type Uem } from './types.ts';

/** `GET /devices`, `POST /devices/:id/:action`, with the bearer token. */
export function controlHandler(
  uem: Pick<Uem, 'devices' | 'change' | 'token'>,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    request.resume();
    answer(uem, request)
      .catch((error: unknown) => ({ status: 500, body: { error: String(error) } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(`${JSON.stringify(body)}\n`);
      })
      .catch(() => response.destroy());
  };
}

type Reply = { readonly status: number; readonly body: unknown };

async function answer(
  uem: Pick<Uem, 'devices' | 'change' | 'token'>,
  request: IncomingMessage,
): Promise<Reply> {
  if (!isAuthorized(request, uem.token)) return { status: 401, body: { error: 'token needed' } };
  const [, collection, id, name, rest] = (request.url ?? '').split('/');
  if (collection !== 'devices' || rest !== undefined)
    return { status: 404, body: { error: 'no such path' } };
  if (request.method === 'GET' && id === undefined) return { status: 200, body: uem.devices() };
  const action = ACTIONS.find((candidate) => candidate === name);
  if (request.method !== 'POST' || id === undefined || action === undefined) {
    return { status: 404, body: { error: `POST /devices/ID/{${ACTIONS.join(',')}}` } };
  }
  try {
    return { status: 200, body: { device: await uem.change(decodeURIComponent(id), action) } };
  } catch (error) {
    return { status: 404, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
