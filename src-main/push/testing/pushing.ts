/** A push listener on loopback whose changes and hints are kept, and senders for it. */
import { randomBytes } from 'node:crypto';
import type { DirectoryChange } from '../../compliance/changing.ts';
import { buildDirectory } from '../../compliance/build.ts';
import type { KnownDevice } from '../../compliance/known.ts';
import type { Endable } from '../../gateway/testing/raw-client.ts';
import { ask } from '../../testing/http-client.ts';
import type { Reply } from '../../testing/http-client.ts';
import { failure, problem, success } from '../../../src-shared/errors.ts';
import type { PushSettings } from '../../../src-shared/settings/device-management.ts';
import { createPush } from '../push.ts';
import type { Push } from '../push.ts';
import { signatureOf } from '../signature.ts';

export const key = randomBytes(24).toString('base64url');
const plain = { host: '127.0.0.1', port: 0, tls: null } as const;
export const signed: PushSettings = { ...plain, signIn: { kind: 'signature', key } };
export const byPassword: PushSettings = {
  ...plain,
  signIn: { kind: 'password', user: 'uem', password: key },
};

export interface Pushing {
  readonly push: Push;
  readonly port: () => number;
  readonly changes: readonly DirectoryChange[];
  /** How often a look was asked for. */
  readonly looks: () => number;
  readonly logged: readonly string[];
  readonly clock: { now: number; hasDirectory: boolean };
  /** How often it was refused so far, by why; those of which none was are left out. */
  readonly refused: () => Readonly<Record<string, number>>;
}

export async function startPush(
  t: Endable,
  settings: PushSettings = signed,
  known: readonly KnownDevice[] = [],
): Promise<Pushing> {
  const changes: DirectoryChange[] = [];
  let looks = 0;
  const logged: string[] = [];
  const clock = { now: Date.now(), hasDirectory: true };
  const log = (fields: Record<string, unknown>, message: string): void => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const directory = buildDirectory({
    ...{ records: known, overrides: [], loadedAt: clock.now, available: true },
  });
  const push = createPush({
    directory: () => directory,
    change: async (change) => {
      if (!clock.hasDirectory) return failure(problem('DIRECTORY_NONE', 'no list'));
      changes.push(change);
      return success(null);
    },
    refresh: async () => {
      looks += 1;
    },
    log: { info: () => undefined, warn: log, error: log },
    now: () => new Date(clock.now),
  });
  t.after(push.close);
  await push.adopt(settings);
  const port = (): number => Number(new URL(push.status().url ?? 'http://nowhere:0').port);
  const refused = (): Readonly<Record<string, number>> =>
    Object.fromEntries(Object.entries(push.status().refused).filter(([, count]) => count > 0));
  return { push, port, changes, looks: () => looks, logged, clock, refused };
}

export interface Sign {
  /** Unix seconds. */
  readonly time?: number;
  readonly nonce?: string;
  readonly key?: string;
}

export function signatureHeaders(
  body: string,
  { time = Math.floor(Date.now() / 1000), nonce, key: by = key }: Sign = {},
): Readonly<Record<string, string>> {
  const once = nonce ?? randomBytes(16).toString('base64url');
  const signature = signatureOf(by, String(time), once, Buffer.from(body)).toString('hex');
  return {
    'X-Sallyport-Time': String(time),
    'X-Sallyport-Nonce': once,
    'X-Sallyport-Signature': signature,
  };
}

export const json = { 'Content-Type': 'application/json' };

/** Signed, unless other headers are given. */
export function post(
  port: number,
  body: string,
  headers: Readonly<Record<string, string>> = signatureHeaders(body),
  path = '/push',
): Promise<Reply> {
  return ask(port, { path, headers: { ...json, ...headers }, body });
}
