/** What a KDC, or somebody in its place, may answer: every case ends in a typed failure, soon, and sends nothing on. */
import { describe, expect, it } from 'vitest';
import { md5IsThere } from './crypto/hmac-md5.ts';
import * as write from '../der/write.ts';
import { paTypes } from './messages/padata.ts';
import { writePaData } from './messages/parts.ts';
import { spn, withDouble } from './testing/double-client.ts';
import type { DoubleSetting } from './testing/double-client.ts';
import { frame, krbError, otherKey } from './testing/kdc-double.ts';
import { keytabWith } from './testing/made.ts';
import type { Asked, Bends, Reply } from './testing/kdc-double.ts';
import { codeOf, failure } from './testing/outcomes.ts';

const steps: readonly Asked[] = ['log-on', 'impersonate', 'delegate'];
const ask = async (setting: DoubleSetting) => {
  const { client, kdc } = await withDouble(setting);
  return { outcome: await client.ticket('alice@ex.test', spn), kdc, client };
};

const inStep =
  (step: Asked, change: (reply: Reply) => Partial<Reply>): NonNullable<Bends['reply']> =>
  (reply, asked) =>
    asked === step ? { ...reply, ...change(reply) } : reply;

const other = { type: 2, components: ['HTTP', 'evil.ex.test'] };
const forged: readonly [string, readonly Asked[], (reply: Reply) => Partial<Reply>][] = [
  ['the nonce of another request', steps, ({ nonce }) => ({ nonce: nonce ^ 1 })],
  ['sealed for another usage', steps, ({ sealUsage }) => ({ sealUsage: sealUsage + 1 })],
  ['sealed with another key', steps, () => ({ sealKey: otherKey })],
  ['another service in the clear than is sealed', steps, () => ({ server: other })],
  // The account may have several names; that a ticket of S4U2Self is for it is proven by its key.
  ['for another service', ['log-on', 'delegate'], () => ({ server: other, sealedServer: other })],
];
const cases = forged.flatMap(([what, where, change]) =>
  where.map((step) => ({ what, step, change })),
);

it.each(cases)('$step: a reply that is not genuine: $what', async ({ step, change }) => {
  const { outcome } = await ask({ bends: { reply: inStep(step, change) } });
  const { code, step: at } = failure(outcome);
  expect(at).toBe(step);
  // Where a KDC asks for no proof, a forged reply and a wrong password look alike.
  expect(['REPLY_NOT_GENUINE', 'PASSWORD_WRONG'].slice(0, step === 'log-on' ? 2 : 1)).toContain(
    code,
  );
});

const indefinite = Buffer.from('6b803080a003020105000000000000', 'hex');
const nested = Buffer.concat([
  ...Array.from({ length: 20_000 }, () => Buffer.from('a0820010', 'hex')),
]);
describe.each(steps)('%s: what is no answer', (step) => {
  const only =
    (bend: (framed: Buffer) => Buffer | null): NonNullable<Bends['wire']> =>
    (framed, asked) =>
      asked === step ? bend(framed) : framed;
  it.each<[string, (framed: Buffer) => Buffer]>([
    ['an empty message', () => frame(Buffer.alloc(0))],
    ['garbage', () => frame(Buffer.from('garbage that goes on for a while'))],
    ['the answer of a web server', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['two gigabytes announced', () => Buffer.from('7fffffff6b', 'hex')],
    ['the reserved bit of the length', () => Buffer.from('800000016b', 'hex')],
    [
      'a message with a byte too many in it',
      (framed) => frame(Buffer.concat([framed.subarray(4), Buffer.from([0])])),
    ],
    ['a byte after the message', (framed) => Buffer.concat([framed, Buffer.from([0])])],
    ['half of a message, called whole', (framed) => frame(framed.subarray(4, framed.length / 2))],
    ['indefinite lengths', () => frame(indefinite)],
    ['20,000 levels', () => frame(Buffer.concat([Buffer.from('6b83013880', 'hex'), nested]))],
    [
      'a message of another kind',
      () => frame(write.element(write.application(15), write.sequence())),
    ],
    ['a megabyte of zeros', () => frame(Buffer.alloc(1024 * 1024))],
    ['an error in pieces', () => frame(write.element(write.application(30), write.sequence()))],
  ])('%s', async (_what, bend) => {
    const { outcome, kdc } = await ask({ bends: { wire: only(bend) } });
    expect(failure(outcome)).toMatchObject({
      code: 'REPLY_MALFORMED',
      step,
      kdc: `127.0.0.1:${kdc.port}`,
    });
  });

  it.each<[string, (framed: Buffer) => Buffer | null]>([
    ['half of a message', (framed) => framed.subarray(0, framed.length / 2)],
    ['nothing but an end', () => Buffer.alloc(0)],
  ])('%s counts as none', async (_what, bend) => {
    const { outcome } = await ask({ bends: { wire: only(bend) } });
    expect(failure(outcome)).toMatchObject({ code: 'KDC_UNREACHABLE', step });
  });

  it('silence, and a byte now and then, have an end', async () => {
    const limits = { connectMs: 5_000, answerMs: 1_000 };
    const silent = await ask({ bends: { wire: only(() => null) }, options: { limits } });
    expect(failure(silent.outcome)).toMatchObject({ code: 'KDC_UNREACHABLE', step });
    const drip: NonNullable<Bends['wire']> = (framed, asked, socket) => {
      if (asked !== step) return framed;
      let at = 0;
      const timer = setInterval(() => socket.write(framed.subarray(at, ++at)), 20);
      socket.on('close', () => clearInterval(timer));
      return null;
    };
    const slow = await ask({ bends: { wire: drip }, options: { limits } });
    expect(failure(slow.outcome)).toMatchObject({ code: 'KDC_UNREACHABLE', step });
  });
});

describe('what a KDC asks for before log-on', () => {
  const wanting = (...methods: readonly { type: number; value: Buffer }[]): Bends => ({
    error: () => krbError(25, { data: writePaData(methods) }),
  });
  const info = (enctype: number, parameters?: Buffer) => ({
    type: paTypes.enctypeInfo2,
    value: write.sequence(
      write.fields({
        0: write.integer(enctype),
        1: write.text('EX.TESTsvc-proxy'),
        2: parameters === undefined ? null : write.octets(parameters),
      }),
    ),
  });
  const timestamp = { type: paTypes.encryptedTimestamp, value: Buffer.alloc(0) };
  const password = { kind: 'password', read: async () => 'secret' } as const;

  it.each<[string, Bends, string, DoubleSetting['settings']]>([
    ['RC4 alone', wanting(timestamp, info(23)), 'NO_COMMON_ENCTYPE', {}],
    ['a smart card', wanting({ type: 16, value: Buffer.alloc(0) }), 'PREAUTH_UNSUPPORTED', {}],
    [
      'nothing that can be read',
      { error: () => krbError(25, { data: Buffer.from('x') }) },
      'REPLY_MALFORMED',
      {},
    ],
    ['nothing at all', { error: () => krbError(25) }, 'PREAUTH_UNSUPPORTED', {}],
    [
      'four billion rounds over a password',
      wanting(timestamp, info(18, Buffer.from('ffffffff', 'hex'))),
      'REPLY_MALFORMED',
      { secret: password },
    ],
    [
      'one round over a password',
      wanting(timestamp, info(18, Buffer.from('00000001', 'hex'))),
      'REPLY_MALFORMED',
      { secret: password },
    ],
    ['proof over and over', wanting(timestamp, info(18)), 'KDC_REFUSED', {}],
  ])('%s', async (_what, bends, code, settings) => {
    const { outcome, kdc } = await ask({ bends, settings: settings ?? {} });
    expect(codeOf(outcome)).toBe(code);
    expect(kdc.seen.length).toBeLessThan(3);
  });
});

describe('an error that comes again and again', () => {
  it.each([20, 31, 32, 37, 41, 44])('%i is answered by one new log-on', async (code) => {
    const bends: Bends = { error: (asked) => (asked === 'log-on' ? null : krbError(code)) };
    const { outcome, kdc } = await ask({ bends });
    expect(outcome.ok).toBe(false);
    expect(kdc.seen.map(({ asked }) => asked)).toEqual([
      'log-on',
      'impersonate',
      'log-on',
      'impersonate',
    ]);
  });
  it('any other by none', async () => {
    const { outcome, kdc } = await ask({
      bends: {
        error: (asked) =>
          asked === 'log-on' ? null : krbError(60, { text: 'no\u001b[31m idea\u0000' }),
      },
    });
    expect(failure(outcome)).toMatchObject({ code: 'KDC_REFUSED', kdcError: 60 });
    expect(failure(outcome).text).toMatch(/^[\x20-\x7e]*$/);
    expect(kdc.seen).toHaveLength(2);
  });
});

it('an OpenSSL in FIPS mode, which refuses MD5, is said in words', async () => {
  const refusing = (name: string): never => {
    throw new Error(`digital envelope routines::unsupported ${name}`);
  };
  expect(md5IsThere()).toBe(true);
  const hasMd5 = md5IsThere(refusing);
  const { outcome, kdc, client } = await ask({ options: { hasMd5 } });
  expect(codeOf(outcome)).toBe('MD5_MISSING');
  expect(kdc.seen.map(({ asked }) => asked)).toEqual(['log-on']);
  const steps = await client.trial('alice@ex.test', spn);
  expect(steps.at(-1)?.failure?.code).toBe('MD5_MISSING');
});

describe('a wrong key', () => {
  it('is tried once, not for every request: realms lock accounts', async () => {
    const wrong = { kind: 'keytab', read: async () => keytabWith(Buffer.alloc(32, 9)) } as const;
    const { kdc, client, outcome } = await ask({ settings: { secret: wrong } });
    expect(codeOf(outcome)).toBe('PASSWORD_WRONG');
    for (const upn of ['bob@ex.test', 'carol@ex.test']) {
      expect(codeOf(await client.ticket(upn, spn))).toBe('PASSWORD_WRONG');
    }
    expect(kdc.seen).toHaveLength(1);
  });
  it('is tried after 5, 10, 20 and 40 minutes, then once an hour; another one at once', async () => {
    const minute = 60_000;
    const begin = Date.UTC(2026, 0, 1);
    let now = begin;
    let fill = 9;
    const read = async () => keytabWith(Buffer.alloc(32, fill));
    const { kdc, client } = await withDouble({
      settings: { secret: { kind: 'keytab', read } },
      options: { now: () => now },
      kdcNow: () => now,
    });
    const tried: number[] = [];
    const askFor = async (minutes: number): Promise<void> => {
      for (const end = now + minutes * minute; now < end; now += minute) {
        const before = kdc.seen.length;
        expect(codeOf(await client.ticket('alice@ex.test', spn))).toBe('PASSWORD_WRONG');
        if (kdc.seen.length > before) tried.push((now - begin) / minute);
      }
    };
    await askFor(260);
    expect(tried).toEqual([0, 5, 15, 35, 75, 135, 195, 255]);
    expect(failure(await client.ticket('bob@ex.test', spn)).text).toContain(
      'not tried again for 55 min',
    );
    fill = 8;
    await askFor(10);
    expect(tried.slice(8)).toEqual([260, 265]);
    client.forgetAll();
    await askFor(4);
    expect(tried.slice(10)).toEqual([270]);
    // A clock that is put back, far.
    now -= 120 * minute;
    await askFor(2);
    expect(tried.slice(11)).toEqual([154]);
    fill = 1;
    expect(codeOf(await client.ticket('alice@ex.test', spn))).toBe('fine');
  });
  it('is left behind as soon as there is another', async () => {
    const keys = [9, 1];
    const secret = {
      kind: 'keytab',
      read: async () => keytabWith(Buffer.alloc(32, keys.shift() ?? 1)),
    } as const;
    const { outcome, kdc } = await ask({ settings: { secret } });
    expect(codeOf(outcome)).toBe('fine');
    expect(kdc.seen.filter(({ asked }) => asked === 'log-on')).toHaveLength(2);
  });
});
