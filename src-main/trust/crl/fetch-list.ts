/** Fetches a revocation list. What it says is proven by its signature, so the way there may be plain; its size and time are bounded. */
import http from 'node:http';
import https from 'node:https';
import { reasonOf } from '../../disk/system-errors.ts';

const sizeLimit = 32 * 1024 * 1024;

export type Fetched =
  { readonly ok: true; readonly der: Buffer } | { readonly ok: false; readonly why: string };

/** Never rejects. Redirects are not followed: they would lead to places that no authority named. */
export function fetchList(url: string, timeoutMs: number): Promise<Fetched> {
  return new Promise((resolve) => {
    const fail = (why: string): void => resolve({ ok: false, why });
    const secure = /^https:/i.test(url);
    if (!secure && !/^http:/i.test(url)) {
      fail('it is no http:// or https:// address');
      return;
    }
    const headers = { Accept: 'application/pkix-crl', Connection: 'close' };
    const request = (secure ? https : http).get(url, { agent: false, headers });
    const guard = setTimeout(() => {
      fail('no answer in time');
      request.destroy();
    }, timeoutMs);
    request.on('error', (error) => fail(reasonOf(error)));
    request.on('close', () => {
      clearTimeout(guard);
      fail('the answer broke off');
    });
    request.on('response', (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      if (answer.statusCode !== 200) {
        fail(`the server answered ${String(answer.statusCode)}`);
        request.destroy();
        return;
      }
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= sizeLimit) return;
        fail('it is larger than 32 MiB');
        request.destroy();
      });
      answer.on('error', () => fail('the answer broke off'));
      answer.on('end', () => {
        const der = derOf(Buffer.concat(chunks));
        if (der === null) fail('it is neither DER nor PEM');
        else resolve({ ok: true, der });
      });
    });
  });
}

const pem = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]*)-----END X509 CRL-----/;

function derOf(bytes: Buffer): Buffer | null {
  if (bytes[0] === 0x30) return bytes;
  const match = pem.exec(bytes.toString('latin1'));
  return match === null ? null : Buffer.from(match[1] ?? '', 'base64');
}
