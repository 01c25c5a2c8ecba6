import { request as httpRequest } from 'node:http';
import { basicAuthorization } from '../client.ts';
import { PATIENCE_MS } from './patience.ts';
import { soapOf, type Account } from './soap.ts';

export type Stream = {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  /** One entry per HTTP chunk that arrived. */
  readonly chunks: readonly string[];
  /** How it ended; null while it runs. */
  readonly ending: () => 'clean' | 'broken' | null;
  /** Resolves once `test` holds for the text so far; rejects after `PATIENCE_MS` or when the stream ended before. */
  readonly until: (test: (text: string) => boolean) => Promise<string>;
  readonly ended: Promise<'clean' | 'broken'>;
  readonly abort: () => void;
};

/** GetStreamingEvents by bare HTTP: shows what is on the wire, chunk by chunk. */
export function openStream(
  ewsUrl: string,
  account: Account,
  subscriptionIds: readonly string[],
  options: { readonly minutes?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Stream> {
  const body = soapOf.getStreamingEvents(subscriptionIds, options.minutes ?? 30);
  return new Promise((resolve, reject) => {
    const sent = httpRequest(ewsUrl, {
      method: 'POST',
      agent: false,
      headers: {
        Authorization: basicAuthorization(account.user, account.password),
        'Content-Type': 'text/xml; charset=utf-8',
        'Content-Length': String(Buffer.byteLength(body)),
        'Accept-Encoding': 'gzip, deflate',
        ...options.headers,
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: string[] = [];
      let ending: 'clean' | 'broken' | null = null;
      const looks = new Set<() => void>();
      const look = (): void => {
        for (const each of [...looks]) each();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.toString('utf8'));
        look();
      });
      response.on('error', () => undefined);
      const ended = new Promise<'clean' | 'broken'>((settle) => {
        response.on('close', () => {
          ending = response.complete ? 'clean' : 'broken';
          settle(ending);
          look();
        });
      });
      const until = (test: (text: string) => boolean): Promise<string> =>
        new Promise((done, failed) => {
          const stop = (): void => {
            clearTimeout(timer);
            looks.delete(check);
          };
          const check = (): void => {
            const text = chunks.join('');
            if (!test(text) && ending === null) return;
            stop();
            if (test(text)) done(text);
            else failed(new Error('the stream ended before'));
          };
          const timer = setTimeout(() => {
            stop();
            failed(new Error('nothing of the kind came'));
          }, PATIENCE_MS);
          looks.add(check);
          check();
        });
      resolve({
        ...{
          status: response.statusCode ?? 0,
          rawHeaders: response.rawHeaders,
          chunks,
          ended,
          until,
        },
        ending: () => ending,
        abort: () => sent.destroy(),
      });
    });
    sent.end(body);
  });
}
