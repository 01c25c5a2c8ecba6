/** The commands in this process: a home of their own, captured streams, no gateway. */
import { chownSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeEngine as engine } from '../testing/fake-engine.ts';
import { runCommandLine } from './main.ts';
import { runIn, testHost, useFolder } from './testing.ts';

const home = useFolder();
const run = (...argv: string[]) => runIn(home(), ...argv);

test.each([
  [['nonsense'], 'there is no command'],
  [['service', 'install'], 'not in this version'],
  [['journal', 'verify'], 'not in this version'],
  [['export'], 'not in this version'],
  [['status', '--bogus'], 'Unknown option'],
  [['status', 'word'], 'too many words'],
  [['allow', 'D', '--until'], '--until needs a value'],
  [
    ['allow', 'D', '--until', '-1d'],
    '--until needs a value (one that begins with -: --until=VALUE)',
  ],
  [['allow'], 'something is missing'],
  [['allow', 'D', '--until', 'later'], '--until is no time'],
  [['set', 'novalue'], 'KEY=VALUE'],
  [['impact', 'novalue'], 'KEY=VALUE'],
  [['rollback', '0'], 'is no version'],
  [['redirects', 'empty'], 'no word of redirects'],
  [['doctor', 'everything'], 'there is no check "everything"'],
  [['doctor', '--user', ' '], '--user is empty'],
  [['certificates', 'shred'], 'no "shred"'],
  [['certificates', 'renew', 'all'], 'renew takes no word'],
  [['certificates', 'probe'], 'name one server'],
  [['certificates', 'trust', 'AB:CD', 'https://a:1'], 'name the SHA-256 fingerprint'],
  [['certificates', 'untrust', '../x.pem'], 'name one file of config/trust'],
  [['kerberos', 'test'], 'name a user with --user UPN'],
  [['kerberos', 'try', '--user', 'a@ex.test'], 'no "try"'],
  [['kerberos', 'test', '--user', 'a@ex.test', '--spn', 'x'], '--spn is no service principal'],
  [['why'], 'name a user or a device'],
  [['why', '--device', ''], '--device is empty'],
  [['why', '--device', 'D', '--user', ' '], '--user is empty'],
  [['status', '--home', ''], '--home is given but empty'],
  [['blocked', '--since', '2026-02-30'], 'allowed: 2026-03-01'],
  [['log', 'colour:red'], 'no filter'],
  [['log', '--limit', 'x'], '--limit'],
  [['blocked', '--since', 'x'], '--since is no time'],
  [['lab', '--rate', 'fast'], 'not a number'],
])('%j is wrong usage: exit 2', async (argv, text) => {
  const human = await run(...argv);
  expect(human).toMatchObject({ code: 2, out: '' });
  expect(human.err).toContain(text);
  const machine = await run(...argv, '--json');
  expect(machine).toMatchObject({ code: 2, err: '', json: [{ code: 'USAGE' }] });
});

test('help and version come from the table; options may stand before the command', async () => {
  const help = await run('help');
  expect(help.out).toContain('set KEY=VALUE ... [--restart]');
  for (const hidden of ['service', 'journal']) expect(help.out).not.toContain(`\n  ${hidden}`);
  expect((await run('help', 'why')).out).toContain('sallyport why [--user U]');
  expect((await run('why', '--help')).out).toContain('sallyport why [--user U]');
  expect((await run('why', '-h')).out).toContain('sallyport why [--user U]');
  expect((await run('-h')).out).toContain('sallyport COMMAND');
  const [options = '', words = ''] = (await run('help', 'log')).out.split('\n\nWords of FILTER: ');
  expect(options).toContain('100 when not given');
  expect(words).toContain('since: until:');
  expect((await run('--json', 'version')).json).toMatchObject([{ version: '1.2.3' }]);
  expect((await run('--version')).out).toContain('1.2.3');
});

test('a home that does not exist stays so', async () => {
  rmSync(home(), { recursive: true });
  for (const argv of [
    ...[['serve'], ['set', 'a=b'], ['check'], ['allow', 'D'], ['unset', 'D'], ['rollback']],
    ...[['status'], ['blocked'], ['history'], ['log'], ['log', '--follow'], ['why', '--user', 'u']],
  ]) {
    const ran = await run(...argv, '--json');
    expect(ran.code).toBe(3);
    const [first] = ran.json;
    expect(first.errors?.[0] ?? first).toMatchObject({
      code: 'HOME_MISSING',
      message: expect.stringContaining(home()),
    });
  }
  for (const argv of [['stop'], ['restart']]) {
    expect(await run(...argv, '--json')).toMatchObject({
      code: 5,
      json: [{ code: 'NOT_RUNNING' }],
    });
  }
  expect(existsSync(home())).toBe(false);
});

test('without a gateway the files answer, under the lock', async () => {
  expect(await run('init', '--json')).toMatchObject({ code: 0, json: [{ home: home() }] });
  const saved = await run('set', 'enable.boxer.ens.ews.proxy=true', '--json');
  expect(saved).toMatchObject({ code: 0, json: [{ changed: true, version: 2, pending: [] }] });
  expect((await run('set', 'enable.boxer.ens.ews.proxy=true', '--json')).json).toMatchObject([
    { changed: false, version: null },
  ]);
  const wrong = await run('set', 'enable.boxer.ens.ews.proxy=yes', '--json');
  expect(wrong).toMatchObject({ code: 3, json: [{ code: 'BOOLEAN' }] });
  const versions = await run('history', '--json');
  expect(versions.json).toMatchObject([
    { version: 1, from: 'init', by: 'tester' },
    { version: 2, from: 'command line', by: 'tester' },
  ]);
  expect((await run('rollback', '--json')).json).toMatchObject([
    { changed: true, version: 3, restored: 1 },
  ]);
  expect((await run('rollback', '2')).out).toContain('back to version 2: saved as version 4');
  expect(await run('rollback', '77', '--json')).toMatchObject({
    code: 2,
    json: [{ code: 'NO_SUCH_VERSION' }],
  });
  const made = await run('block', 'D1', '--until', '8h', '--note', 'why not', '--json');
  expect(made.json).toMatchObject([
    {
      override: { device: 'D1', action: 'block', note: 'why not', by: 'tester' },
      cut: 0,
      warnings: [{ code: 'DEVICE_UNKNOWN' }, { code: 'NOT_ENFORCED' }],
    },
  ]);
  expect((await run('block', 'D1')).err).toContain('warning DEVICE_UNKNOWN: there is no device D1');
  expect((await run('why', '--device', 'D1', '--json')).json).toMatchObject([
    { verdict: 'would-block', reason: 'OVERRIDE_BLOCK' },
  ]);
  expect((await run('unset', 'D1', '--json')).json).toEqual([{ removed: 1, cut: 0, warnings: [] }]);
  expect((await run('redirects', '--json')).code).toBe(5);
  expect((await run('blocked', '--json')).json).toEqual([]);
  expect((await run('log', '--json')).json).toEqual([]);
  expect((await run('why', '--user', 'u', '--at', '1h', '--json')).code).toBe(2);
});

test('impact says who would lose mail by changes that nobody saved', async () => {
  await run('init');
  const phone = { deviceId: 'D1', user: 'alice@contoso.test', managed: true, compromised: null };
  writeFileSync(
    join(home(), 'config/devices.json'),
    JSON.stringify([{ ...phone, encrypted: false, enrollment: 'enrolled' }]),
  );
  const change = 'compliance.policies.encryption=true';
  const said = await run('impact', change, 'compliance.mode=enforce');
  expect(said.out).toContain('1 of 1 device would lose mail, 0 would get it\n');
  expect(said.out).toMatch(/loses +D1 +alice@contoso\.test +COMPLIANT +DEVICE_NOT_ENCRYPTED/);
  expect((await run('impact', change)).out).toContain('counted as if it were enforced');
  expect((await run('impact', '--json')).json).toMatchObject([{ devices: 1, newlyBlocked: 0 }]);
  expect((await run('impact', 'compliance.mode=on', '--json')).code).toBe(3);
});

test('check says every error of a broken file in one object and exits 3', async () => {
  await run('init');
  writeFileSync(join(home(), 'config/application.properties'), 'enable.boxer.ens.ews.proxy=yes\n');
  writeFileSync(join(home(), 'config/devices.json'), '[{');
  const ran = await run('check', '--json');
  expect(ran.code).toBe(3);
  expect(ran.json).toHaveLength(1);
  expect(ran.json[0].ok).toBe(false);
  const codes = ran.json[0].errors.map((each: { code: string }) => each.code);
  expect(codes).toContain('BOOLEAN');
  expect(codes).toContain('JSON_SYNTAX');
});

test('an empty SALLYPORT_HOME is no home, and hinders no help', async () => {
  const { host, said } = testHost();
  const empty = { ...host, env: { SALLYPORT_HOME: '' } };
  expect(await runCommandLine(['status', '--json'], engine, empty)).toBe(2);
  expect(JSON.parse(said.out)).toMatchObject({ code: 'USAGE' });
  expect(await runCommandLine(['help'], engine, empty)).toBe(0);
  expect(await runCommandLine(['status', '--json', '--home', home()], engine, empty)).toBe(5);
});

const isRoot = process.getuid?.() === 0;
test.runIf(isRoot)(
  'without a gateway root writes nothing into the home of another account',
  async () => {
    await run('init');
    for (const folder of [home(), join(home(), 'run')]) chownSync(folder, 65534, 65534);
    for (const words of [
      ['block', 'D1'],
      ['set', 'enable.boxer.ens.ews.proxy=true'],
      ['allow', 'D1'],
      ['unset', 'D1'],
      ['rollback', '1'],
      ['init'],
    ]) {
      const refused = await run(...words);
      expect(refused.code).toBe(3);
      expect(refused.err).toContain('HOME_UNSAFE');
      expect(refused.err).toContain('belongs to user 65534');
      expect(refused.err).toContain("sudo -u '#65534' sallyport");
    }
    expect(existsSync(join(home(), 'state', 'overrides.json'))).toBe(false);
  },
);
