/** Where authorities publish their revocation lists. */
import http from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Endable } from './raw-client.ts';

export interface ListServer {
  readonly url: (name: string) => string;
  readonly set: (name: string, list: Buffer | ((response: ServerResponse) => void)) => void;
  /** How often each was asked for. */
  readonly asked: () => Readonly<Record<string, number>>;
  /** Another one may listen at the same place. */
  readonly stop: () => Promise<void>;
}

export async function startListServer(t: Endable): Promise<ListServer> {
  const lists = new Map<string, Buffer | ((response: ServerResponse) => void)>();
  const asked: Record<string, number> = {};
  const server = http.createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    asked[name] = (asked[name] ?? 0) + 1;
    const list = lists.get(name);
    if (typeof list === 'function') list(response);
    else if (list === undefined) response.writeHead(404).end('nothing');
    else response.end(list);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  t.after(stop);
  return {
    url: (name) => `http://127.0.0.1:${String(port)}/${name}`,
    set: (name, list) => void lists.set(name, list),
    asked: () => asked,
    stop,
  };
}
