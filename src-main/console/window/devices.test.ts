/** The window's questions about devices, over a real journal and the files of a home. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JournalEvent } from '../../../src-shared/events.ts';
import { readHere } from '../../journal/reader-thread.ts';
import type { Station } from '../station.ts';
import { alice, phone, store, useHome } from '../testing.ts';
import { windowConsole } from './calls.ts';

const { overFiles, paths, setDevices } = useHome();

function windowOver(choose: string | null = null) {
  return windowConsole({
    ...{ paths, journal: readHere(paths.journal), station: { console: overFiles() } as Station },
    now: () => new Date('2026-03-10T12:34:56.789Z'),
    facts: { version: '0', electron: '0', lab: false, developmentRuntime: false },
    follow: () => undefined,
    chooseFile: async () => choose,
    explore: async () => undefined,
  });
}

const subscribed: Partial<JournalEvent> = {
  ...{ protocol: 'ews', operation: 'Subscribe', user: 'CONTOSO\\alice', verdict: 'allowed' },
  ...{ reason: 'COMPLIANT', status: 200, answeredBy: 'exchange', devices: [] },
};

test('the story of a mailbox is found under every name that its owner has', async () => {
  setDevices([{ ...phone, deviceId: 'alicephone', users: [alice, 'CONTOSO\\alice'] }]);
  store(paths, subscribed);
  const told = await windowOver().ensStory({ user: 'Alice@contoso.test' });
  expect(told.names).toEqual(['Alice@contoso.test', alice, 'CONTOSO\\alice']);
  expect(told.story.subscribe).toMatchObject({ user: 'CONTOSO\\alice', status: 200 });
  expect(told.now).toMatchObject({ verdict: 'allowed' });
});

test('the last requests of a device', async () => {
  store(paths, {});
  expect(await windowOver().deviceActivity({ id: 'AlicePhone' })).toMatchObject({
    ...{ last: { verdict: 'blocked', requestId: 'r0' }, lastPassed: null, cut: false },
  });
});

test('the export goes to the chosen file, and nowhere when the choice is cancelled', async () => {
  store(paths, {});
  expect(await windowOver().exportDevices({ format: 'csv' })).toEqual({ saved: false });
  const file = join(paths.home, 'devices.csv');
  expect(await windowOver(file).exportDevices({ format: 'csv' })).toEqual({ saved: true });
  expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(3);
});
