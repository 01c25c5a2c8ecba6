/** `sync`, and what `status` says of device management, over a gateway that is none and a directory that is one. */
import { expect, onTestFinished, test } from 'vitest';
import { fakeEngine as engine } from '../testing/fake-engine.ts';
import { labDevice, startedUem, type Devices } from '../testing/sample-uem.ts';
import { runCommandLine } from './main.ts';
import { runIn, serving, testHost, useFolder } from './testing.ts';

const home = useFolder();
const run = (...argv: string[]) => runIn(home(), ...argv);
const setSecret = (name: string, value: string) =>
  runCommandLine(
    ['secret', 'set', name, '--home', home()],
    engine,
    testHost(new Map(), `${value}\n`).host,
  );

async function withUem(devices: Devices) {
  const uem = await startedUem(onTestFinished, devices);
  await run('init');
  await setSecret('uem.password', uem.credentials.password);
  await setSecret('uem.tenantCode', uem.credentials.tenantCode);
  await run('set', `uem.user=${uem.credentials.user}`);
  await run('set', `uem.url=${uem.url}`);
  return uem;
}

test('all devices are read, and waited for; who cannot be known is said', async () => {
  const devices: Devices = { current: [labDevice(1)] };
  const uem = await withUem(devices);
  const { code } = await serving(home(), async () => {
    await run('sync');
    devices.current = [labDevice(1), labDevice(2), labDevice(3, { deviceId: '' })];
    expect(await run('sync')).toMatchObject({
      ...{ code: 0, err: '' },
      out: '2 devices read; 1 device without an ActiveSync id, which mail cannot know\n',
    });
    expect((await run('sync', '--json')).json).toMatchObject([{ devices: 2, withoutEasId: 1 }]);
    expect((await run('status')).out).toMatch(/^UEM +all devices .+, changes not yet/m);
    uem.set({ faults: [{ fault: { kind: 'status', status: 403 } }] });
    const refused = await run('sync', '--json');
    expect(refused).toMatchObject({ code: 3, json: [{ code: 'UEM_SIGN_IN' }] });
    expect((await run('status')).out).toContain('UEM answered 403');
  });
  expect(code).toBe(0);
});

test('where the devices come from a file, it says so; and where no gateway runs', async () => {
  await run('init');
  expect(await run('sync', '--json')).toMatchObject({ code: 5, json: [{ code: 'NOT_RUNNING' }] });
  await serving(home(), async () => {
    expect(await run('sync', '--json')).toMatchObject({ code: 3, json: [{ code: 'UEM_OFF' }] });
  });
});
