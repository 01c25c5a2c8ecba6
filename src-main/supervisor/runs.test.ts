import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRuns } from './runs.ts';

let folder: string;
let file: string;
let minute: number;
const warned: string[] = [];
const log = {
  info: () => undefined,
  warn: (_fields: unknown, message: string) => void warned.push(message),
  error: () => undefined,
};
const at = (value: number): string => `2026-03-10T12:${String(value).padStart(2, '0')}:00.000Z`;
const open = () => openRuns({ file, now: () => new Date(at(minute)), log });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-runs-'));
  file = join(folder, 'runs.jsonl');
  minute = 0;
  warned.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('before the first run there is no outage, and none while it lasts', () => {
  const runs = open();
  runs.ended('nothing ran');
  expect(runs.outages()).toEqual([]);
  runs.began();
  runs.began();
  expect(runs.outages()).toEqual([]);
});

test('an outage lasts from the end of a run to the next, also over a new start of the console', () => {
  const runs = open();
  runs.began();
  minute = 5;
  runs.ended('SIGKILL');
  runs.ended(null);
  expect(runs.outages()).toEqual([{ from: at(5), to: null, why: 'SIGKILL', seen: true }]);
  minute = 6;
  runs.began();
  minute = 8;
  runs.ended(null);
  minute = 9;
  const later = open();
  later.began();
  const expected = [
    { from: at(5), to: at(6), why: 'SIGKILL', seen: true },
    { from: at(8), to: at(9), why: null, seen: true },
  ];
  expect(later.outages()).toEqual(expected);
  later.ended(null);
  expect(open().outages().slice(0, 2)).toEqual(expected);
});

test('an end that nobody saw is dated by the last sign of life', () => {
  open().began();
  utimesSync(file, new Date(at(7)), new Date(at(7)));
  minute = 20;
  const next = open();
  next.began();
  expect(next.outages()).toEqual([{ from: at(7), to: at(20), why: null, seen: false }]);
});

test('lines that are cut short or of another shape are left out', () => {
  open().began();
  appendFileSync(file, '{"event":"ended","at":"yesterday"}\n{"event":"en');
  utimesSync(file, new Date(at(3)), new Date(at(3)));
  minute = 9;
  open().began();
  expect(open().outages()[0]).toEqual({ from: at(3), to: at(9), why: null, seen: false });
});

test('the file does not grow without bound', () => {
  const line = (event: string): string =>
    `${JSON.stringify({ event, at: at(1), why: null, seen: true })}\n`;
  writeFileSync(file, (line('began') + line('ended')).repeat(3000));
  expect(open().outages()).toHaveLength(200);
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1000);
});

test('a file that cannot be written is said, and nothing more', () => {
  file = join(folder, 'no such folder', 'runs.jsonl');
  const runs = open();
  runs.began();
  runs.ended('SIGSEGV');
  expect(warned).toHaveLength(2);
  expect(runs.outages()).toHaveLength(1);
});
