/** `doctor` and `kerberos test`: over the files, and beside a running gateway. */
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startExchange } from '../../lab/index.ts';
import { startMit, whyNot, type MitRealm } from '../../lab/realm/index.ts';
import { checkIds } from '../../src-shared/doctor.ts';
import { fakeEngine as engine } from '../testing/fake-engine.ts';
import { runCommandLine } from './main.ts';
import { runIn, serving, testHost, useFolder } from './testing.ts';

const home = useFolder();
const run = (...argv: string[]) => runIn(home(), ...argv);

async function prepared(changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await run('init');
  const exchange = await startExchange({
    users: [],
    challenges: ['Basic realm="x"'],
    easChallenges: ['Basic realm="x"'],
  });
  onTestFinished(() => exchange.close());
  change({
    listener: { host: '127.0.0.1', port: 0 },
    emailServer: { hostAndPort: `http://127.0.0.1:${exchange.port}` },
    ...changes,
  });
}

function change(groups: Readonly<Record<string, unknown>>): void {
  const file = join(home(), 'config', 'mem-configuration.json');
  const root = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
  for (const [name, values] of Object.entries(groups)) {
    root[name] = { ...root[name], ...(values as object) };
  }
  writeFileSync(file, JSON.stringify(root));
}

test('every check is a line, in order, and none fails', async () => {
  await prepared();
  const found = await run('doctor', '--json');
  expect(found).toMatchObject({ code: 0, err: '' });
  expect(found.json.map(({ id }) => id)).toEqual(checkIds);
  expect(found.json.map(({ state }) => state)).not.toContain('fails');
  expect(Object.keys(found.json[0])).toEqual([
    ...['id', 'title', 'state', 'text', 'details', 'remedy', 'ms'],
  ]);
  expect(found.json.at(-1)).toMatchObject({ id: 'kerberos.ticket', state: 'skipped' });
});

test('some of them, for a person; one that fails is exit 3, with what to do', async () => {
  await prepared({ emailServer: { hostAndPort: 'http://127.0.0.1:1' } });
  const found = await run('doctor', 'exchange', 'disk');
  expect(found.code).toBe(3);
  const lines = found.out.trim().split('\n');
  expect(lines[0]).toMatch(/^(fine|WARNS|FAILS) +Disk space for the journal: /);
  expect(found.out).toMatch(
    /FAILS {4}Exchange for ActiveSync: .*nothing listens there\. \(\d+ ms\)/,
  );
  expect(found.out).toContain('         -> Check emailServer.hostAndPort');
  expect(found.out).not.toContain('Saved settings');
});

test('beside a running gateway: it answers there, and says what is in force', async () => {
  await prepared();
  let found: Awaited<ReturnType<typeof run>> | undefined;
  await serving(home(), async () => {
    await run('set', 'emailServer.timeoutSeconds=7');
    found = await run('doctor', 'settings', '--json');
  });
  expect(found?.json[0]?.details[0]).toMatch(/^1 saved change not in force before a restart/);
});

test('without a home', async () => {
  const found = await run('doctor', '--home', join(home(), 'nowhere'), '--json');
  expect(found).toMatchObject({ code: 3, json: [{ code: 'HOME_MISSING' }] });
});

test('kerberos test where Kerberos is off says so', async () => {
  await prepared();
  const found = await run('kerberos', 'test', '--user', 'alice@ex.test', '--json');
  expect(found).toMatchObject({ code: 3, json: [{ code: 'KERBEROS_OFF' }] });
  const human = await run('kerberos', 'test', '--user', 'alice@ex.test');
  expect(human.err).toContain('Set kcd.enabled=true');
});

const why = whyNot('mit');
describe.skipIf(why !== null)(`with MIT's KDC${why === null ? '' : ` (${why})`}`, () => {
  async function realm(): Promise<MitRealm> {
    const made = await startMit();
    onTestFinished(() => made.stop());
    await prepared({
      kcd: {
        enabled: true,
        targetSpn: made.account('mail').spn,
        serviceAccount: made.account('proxy').name,
        domainControllers: [`${made.realm} 127.0.0.1:${made.port}`],
      },
    });
    await setPassword(made.account('proxy').password);
    return made;
  }
  async function setPassword(typed: string): Promise<void> {
    const { host } = testHost(new Map(), typed);
    const argv = ['secret', 'set', 'kcd.password', '--home', home()];
    expect(await runCommandLine(argv, engine, host)).toBe(0);
  }

  test('each step is a line; a wrong password ends it, and nothing repeats it', async () => {
    const made = await realm();
    const user = ['--user', 'alice@ex.test'] as const;
    const found = await run('kerberos', 'test', ...user, '--json');
    expect(found.code).toBe(0);
    expect(found.json.map(({ step, ok }) => `${step} ${ok}`)).toEqual([
      ...['secret true', 'find-kdc true', 'log-on true'],
      ...['impersonate true', 'delegate true', 'token true'],
    ]);
    expect(found.json[4]).toMatchObject({ spn: made.account('mail').spn, failure: null });
    const human = await run('kerberos', 'test', ...user);
    expect(human.out).toMatch(
      /Ticket of the user for Exchange +fine +[\d.]+ +127\.0\.0\.1:\d+ +aes256/,
    );
    expect((await run('doctor', 'kerberos', ...user, '--json')).code).toBe(0);

    const other = await run('kerberos', 'test', ...user, '--spn', 'HTTP/other.ex.test', '--json');
    expect(other.code).toBe(3);
    expect(other.json.at(-1)).toMatchObject({ failure: { code: 'DELEGATION_NOT_ALLOWED' } });

    await setPassword('Hunter-12');
    const wrong = await run('kerberos', 'test', ...user);
    expect(wrong.code).toBe(3);
    expect(wrong.out).toContain('PASSWORD_WRONG: ');
    expect(wrong.out).toContain('-> Enter the password again');
    const all = await run('doctor', ...user, '--json');
    expect(all.code).toBe(3);
    const said = [found, human, other, wrong, all].map((each) => each.out + each.err).join('');
    expect(said).not.toContain('Hunter');
    expect(said).not.toContain(made.account('proxy').password);
  });
});
