/** `export devices` over the files of a home. */
import { expect, test } from 'vitest';
import { openStore } from '../journal/store.ts';
import { homePaths } from '../settings/home.ts';
import { eventFor } from '../journal/testing-event.ts';
import { runIn, useFolder } from './testing.ts';

const home = useFolder();

test('prints CSV, or JSON lines, of each device that knocked', async () => {
  await runIn(home(), 'init');
  expect((await runIn(home(), 'export', 'devices')).out).toMatch(/^lastRequest,[^\n]+\n$/);
  const opened = openStore(homePaths(home()).journal, new Date());
  const devices = [{ id: '=PHONE', verdict: 'allowed' as const }];
  opened.write([eventFor(1), eventFor(2, { devices })].map((event) => JSON.stringify(event)));
  opened.close();
  const csv = await runIn(home(), 'export', 'devices');
  expect(csv).toMatchObject({ code: 0, err: '' });
  expect(csv.out.trimEnd().split('\n')).toHaveLength(3);
  expect(csv.out).toContain(",'=PHONE,");
  const { json } = await runIn(home(), 'export', 'devices', '--json');
  expect(json).toMatchObject([{ deviceId: '=PHONE' }, { deviceId: 'PHONE1', lastCommand: 'Sync' }]);
});
