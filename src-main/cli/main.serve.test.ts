/** `serve` in this process, over a gateway that is none, and the commands that reach it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failure, problem } from '../../src-shared/errors.ts';
import type { EngineParts } from '../engine/parts.ts';
import { fakeEngine as engine, FOUND, MOVED } from '../testing/fake-engine.ts';
import { runCommandLine } from './main.ts';
import { runIn, serving, testHost, useFolder } from './testing.ts';

const home = useFolder();
const run = (...argv: string[]) => runIn(home(), ...argv);

test('serve speaks only in lifecycle events; commands reach it through the channel', async () => {
  await run('init');
  const { code, events, said } = await serving(home(), async (signals) => {
    await run('set', 'enable.boxer.ens.ews.proxy=true');
    const [status] = (await run('status', '--json')).json;
    expect(status).toMatchObject({ state: 'running', home: home(), generation: 1 });
    expect(status.pending).toEqual([
      { key: 'enable.boxer.ens.ews.proxy', inForce: 'false', saved: 'true' },
    ]);
    expect((await run('restart', '--wait', '--json')).json).toEqual([
      { generation: 2, durationMs: 1, failed: 0, cutStreams: 0, finishing: 0 },
    ]);
    expect((await run('status', '--json')).json[0].pending).toEqual([]);
    expect((await run('allow', 'D1', '--json')).json[0].cut).toBe(2);
    expect((await run('redirects', '--json')).json).toEqual([MOVED]);
    expect((await run('redirects')).out).toContain('https://mail2.contoso.test:443');
    expect((await run('redirects', 'clear', '--json')).json).toEqual([{ removed: 1 }]);
    expect((await run('find-header', '--json')).json).toEqual([FOUND]);
    const tried = await run('find-header', 'try', 'X-Dev', '--syntax', 'semicolon', '--key', 'id');
    expect(tried.out).toContain('X-Dev: 7 understood, 1 without it');
    expect(tried.out).toContain('1 would be refused: The device header is malformed.');
    expect((await run('find-header', 'try', 'Cookie', '--json')).code).toBe(2);
    expect((await run('find-header', 'search')).err).toContain('compliance.ens.sources');
    expect((await run('serve', '--json')).json).toMatchObject([{ code: 'HOME_IN_USE' }]);
    expect((await run('init')).code).toBe(0);
    const file = join(home(), 'config/application.properties');
    const good = readFileSync(file);
    writeFileSync(file, 'enable.boxer.ens.ews.proxy=yes\n');
    signals.get('SIGHUP')?.();
    const refused = await run('restart', '--json');
    expect(refused.code).toBe(3);
    expect(refused.json[0]).toMatchObject({ code: 'BOOLEAN', line: 1, severity: 'error' });
    writeFileSync(file, good);
  });
  expect(code).toBe(0);
  const names = events.map((each) => each.event);
  expect(names[0]).toBe('listening');
  expect(names).toContain('restart-refused');
  expect(names.slice(-2)).toEqual(['draining', 'stopped']);
  expect(said.err).toBe('');
  for (const line of said.log.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
});

test('set --restart saves and puts in force in one go; stop frees the home before it returns', async () => {
  await run('init');
  const { events } = await serving(home(), async () => {
    const ran = await run('set', 'enable.boxer.ens.ews.proxy=true', '--restart', '--json');
    expect(ran.json).toMatchObject([{ changed: true, pending: [], restarted: { generation: 2 } }]);
    expect((await run('stop', '--json')).json).toEqual([{ stopped: true }]);
    expect((await run('set', 'enable.boxer.ens.ews.proxy=false')).code).toBe(0);
  });
  expect(events.map((each) => each.event)).toEqual([
    'listening',
    'restarted',
    'draining',
    'stopped',
  ]);
});

test('a second signal ends at once', async () => {
  await run('init');
  const { said } = await serving(home(), async (signals) => {
    signals.get('SIGTERM')?.();
    signals.get('SIGINT')?.();
  });
  expect(said.exits).toContain(0);
});

test('a gateway that cannot listen: the problem, its exit code, and the home is free again', async () => {
  await run('init');
  const taken: EngineParts['openGateway'] = async () =>
    failure(
      problem('PORT_IN_USE', '127.0.0.1:8443 is taken', {
        file: 'config/mem-configuration.json',
        key: 'listener.port',
      }),
    );
  const { host, said } = testHost();
  const argv = ['serve', '--json', '--home', home()];
  const code = await runCommandLine(argv, { ...engine, openGateway: taken }, host);
  expect(code).toBe(4);
  expect(JSON.parse(said.out)).toMatchObject({
    ...{ code: 'PORT_IN_USE', key: 'listener.port', line: 5 },
    file: join(home(), 'config/mem-configuration.json'),
  });
  expect((await run('set', 'enable.boxer.ens.ews.proxy=true')).code).toBe(0);
});

test('a bug is said as one: exit 1', async () => {
  await run('init');
  const bug: EngineParts = {
    ...engine,
    openJournal: () => Promise.reject(new Error('no such luck')),
  };
  const { host, said } = testHost();
  expect(await runCommandLine(['serve', '--home', home()], bug, host)).toBe(1);
  expect(said.err).toContain('INTERNAL: no such luck');
  expect(said.log).toContain('no such luck');
});
