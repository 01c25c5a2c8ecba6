/**
 * Ten million certificates with changed bytes: only the typed refusal, and no name that a user cannot have.
 * `SALLYPORT_SEED` repeats a run, `SALLYPORT_COUNT` shortens one.
 */
import { X509Certificate } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { createPki, upn } from '../../testing/client-pki.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { readable } from '../../der/malformed.ts';
import { namesOf } from './names.ts';
import { listUrlsOf, readCertificate } from './read-certificate.ts';

const folder = temporaryFolder(afterAll, 'walk');
const count = Number(process.env['SALLYPORT_COUNT'] ?? 10_000_000);
const seed = Number(process.env['SALLYPORT_SEED'] ?? Date.now() % 1_000_000);

/** mulberry32: whole numbers below `limit`, the same for the same seed. */
function numbers(from: number): (limit: number) => number {
  let state = from;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

test(`${String(count)} certificates with changed bytes`, ({ task }) => {
  const pki = createPki(folder);
  pki.authority('root');
  const names = `${upn('alice@contoso.test')},email:a@b.test`;
  const made = pki.client('a', 'root', { names, listUrl: 'http://pki.test/a.crl' });
  const { raw } = new X509Certificate(made.cert);
  const next = numbers(seed);
  let read = 0;
  for (let number = 0; number < count; number += 1) {
    const bytes = Buffer.from(raw);
    for (let changes = next(5) + 1; changes > 0; changes -= 1) bytes[next(raw.length)] = next(256);
    const part = next(8) === 0 ? bytes.subarray(0, next(raw.length)) : bytes;
    const found = readable(() => {
      const { extensions } = readCertificate(part);
      return { names: namesOf(extensions), urls: listUrlsOf(extensions) };
    });
    if (!found.ok) continue;
    read += 1;
    const { upn: name } = found.value.names;
    if (name.kind === 'one' && !/^[^\p{C}\p{Z}@]+@[^\p{C}\p{Z}@]+$/u.test(name.user))
      expect.fail(JSON.stringify(name));
  }
  expect(read).toBeGreaterThan(count / 100);
  Object.assign(task.meta, { seed, count, read });
}, 3_600_000);
