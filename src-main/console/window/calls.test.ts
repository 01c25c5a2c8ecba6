/** What the export asks of the administrator, and what it says when they change their mind. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readHere } from '../../journal/reader-thread.ts';
import { homePaths } from '../../settings/home.ts';
import type { Station } from '../station.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { windowConsole } from './calls.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder(onTestFinished, 'window-calls');
});

function consoleThatChooses(choose: (suggested: string) => string | null) {
  const paths = homePaths(home);
  return windowConsole({
    ...{ paths, station: { console: {} } as Station, journal: readHere(paths.journal) },
    now: () => new Date('2026-03-10T12:34:56.789Z'),
    facts: { version: '0', electron: '0', lab: false, developmentRuntime: false },
    follow: () => undefined,
    chooseFile: async (suggested) => choose(suggested),
    explore: async () => undefined,
  });
}

test('a cancelled choice saves nothing, and is no failure', async () => {
  const suggested: string[] = [];
  const console = consoleThatChooses((name) => {
    suggested.push(name);
    return null;
  });
  for (const format of ['csv', 'json'] as const) {
    expect(await console.exportLog({ filter: {}, format })).toEqual({ saved: false });
  }
  // No colon: Windows has none in names.
  expect(suggested).toEqual([
    'sallyport-log-2026-03-10T12-34-56.csv',
    'sallyport-log-2026-03-10T12-34-56.jsonl',
  ]);
});

test('the file is the one that was chosen', async () => {
  const file = join(home, 'chosen.csv');
  const console = consoleThatChooses(() => file);
  expect(await console.exportLog({ filter: {}, format: 'csv' })).toEqual({ saved: true });
  expect(existsSync(file) && readFileSync(file, 'utf8')).toMatch(/^at,seq,/);
});
