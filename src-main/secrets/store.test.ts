/** Secrets on disk: set, read by who works with them, never by others. */
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Result } from '../../src-shared/errors.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { Protector } from './protector.ts';
import { secretStore, type SecretStore } from './store.ts';

const now = (): Date => new Date('2026-03-10T12:00:00Z');
const password = Buffer.from('Hunter-Zwölf 12!');
let file = '';

beforeEach(() => {
  file = join(temporaryFolder(onTestFinished, 'secrets'), 'secrets.json');
});

/** Turns each byte: not readable, and another ring cannot open it. */
const ring = (key: number): Protector => {
  const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ key));
  return {
    name: 'system',
    seal: (value) => Promise.resolve(turned(Buffer.concat([Buffer.from('ok'), value]))),
    open: (sealed) => {
      const plain = turned(sealed);
      if (plain.toString('latin1', 0, 2) !== 'ok') return Promise.reject(new Error('sealed'));
      return Promise.resolve(plain.subarray(2));
    },
  };
};
const store = (system: Protector | null = null): SecretStore => secretStore({ file, now, system });
const codes = (result: Result<unknown>): readonly string[] =>
  result.ok ? [] : result.problems.map(({ code }) => code);

describe('a secret', () => {
  test('is kept, replaced, listed without its value, and removed', async () => {
    expect(await store().held()).toMatchObject({ ok: true, value: [] });
    expect(await store().read('kcd.password')).toMatchObject({ ok: true, value: null });
    await store().put('kcd.password', Buffer.from('before'));
    const held = { name: 'kcd.password', protector: 'account', setAt: now().toISOString() };
    expect(await store().put('kcd.password', password)).toMatchObject({ ok: true, value: held });
    await store().put('uem.tenantCode', Buffer.from('T'));
    expect(await store().read('kcd.password')).toMatchObject({ ok: true, value: password });
    const listed = await store().held();
    expect(listed).toMatchObject({ value: [held, { name: 'uem.tenantCode' }] });
    expect(JSON.stringify(listed)).not.toContain(password.toString('base64'));
    expect(await store().remove('kcd.password')).toMatchObject({ value: true });
    expect(await store().remove('kcd.password')).toMatchObject({ value: false });
    expect(readFileSync(file, 'utf8')).not.toContain(password.toString('base64'));
  });

  test.runIf(process.platform !== 'win32')('lies in a file for its account alone', async () => {
    await store().put('kcd.password', password);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('may have any byte where it is a keytab, one line where it is a text', async () => {
    const keytab = Buffer.from([5, 2, 0, 0, 10, 13, 255]);
    expect(await store().put('kcd.keytab', keytab)).toMatchObject({ ok: true });
    expect(await store().read('kcd.keytab')).toMatchObject({ value: keytab });
    for (const wrong of ['', 'two\nlines', 'a\0b', 'x'.repeat(65 * 1024)]) {
      expect(codes(await store().put('kcd.password', Buffer.from(wrong)))).toEqual([
        'SECRET_VALUE',
      ]);
    }
    const latin1 = await store().put('kcd.password', Buffer.from([0xe4]));
    expect(codes(latin1)).toEqual(['SECRET_VALUE']);
    expect(JSON.stringify(latin1)).not.toContain('ä');
  });
});

describe('the system’s protection', () => {
  test('is taken where there is one; what was kept before is still read', async () => {
    await store().put('uem.tenantCode', Buffer.from('T'));
    const system = store(ring(7));
    expect(await system.put('kcd.password', password)).toMatchObject({
      value: { protector: 'system' },
    });
    expect(readFileSync(file, 'utf8')).not.toContain(password.toString('base64'));
    expect(await system.read('kcd.password')).toMatchObject({ value: password });
    expect(await system.read('uem.tenantCode')).toMatchObject({ value: Buffer.from('T') });
  });

  test('of another account, or of none: said, with what to do', async () => {
    await store(ring(7)).put('kcd.password', password);
    for (const other of [store(), store(ring(8))]) {
      const read = await other.read('kcd.password');
      expect(codes(read)).toEqual(['SECRETS_UNUSABLE']);
      expect(JSON.stringify(read)).toContain('sallyport secret set kcd.password');
    }
    expect(await store().put('kcd.password', password)).toMatchObject({ ok: true });
    expect(await store().read('kcd.password')).toMatchObject({ value: password });
  });

  test('that refuses leaves what was kept', async () => {
    await store().put('kcd.password', password);
    const locked: Protector = { ...ring(7), seal: () => Promise.reject(new Error('locked')) };
    expect(codes(await store(locked).put('kcd.password', Buffer.from('next')))).toEqual([
      'SECRETS_UNUSABLE',
    ]);
    expect(await store().read('kcd.password')).toMatchObject({ value: password });
  });
});

describe('a file that is not as it should be', () => {
  const good = (secrets: unknown): string => JSON.stringify({ schemaVersion: 1, secrets });
  const kept = { name: 'kcd.password', protector: 'account', setAt: '2026', sealed: 'aaaa' };

  test.each([
    ['no JSON', '{"secret: "hunter2"'],
    ['another shape', '{"schemaVersion":1,"secrets":{"kcd.password":"hunter2"}}'],
    ['an unknown name', good([{ ...kept, name: 'hunter2' }])],
    ['a secret twice', good([kept, kept])],
    ['no base64', good([{ ...kept, sealed: 'hunter2 ' }])],
    ['too much', good([{ ...kept, sealed: 'a'.repeat(1024 * 1024) }])],
  ])('%s: refused, not quoted, not overwritten', async (_what, text) => {
    writeFileSync(file, text, { mode: 0o600 });
    for (const result of [
      await store().read('kcd.password'),
      await store().held(),
      await store().put('kcd.password', password),
      await store().remove('kcd.password'),
    ]) {
      expect(codes(result)).toEqual(['SECRETS_UNUSABLE']);
      expect(JSON.stringify(result)).not.toContain('hunter2');
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test.runIf(process.platform !== 'win32')('one that others may read is not used', async () => {
    await store().put('kcd.password', password);
    chmodSync(file, 0o640);
    const read = await store().read('kcd.password');
    expect(codes(read)).toEqual(['SECRETS_UNUSABLE']);
    expect(JSON.stringify(read)).toContain(`chmod 600 '${file}'`);
  });

  test.runIf(process.platform !== 'win32')('a link leads nowhere', async () => {
    const target = `${file}.elsewhere`;
    symlinkSync(target, file);
    expect(codes(await store().put('kcd.password', password))).not.toEqual([]);
    expect(existsSync(target)).toBe(false);
  });
});
