import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
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
/** As another process would find it. */
function copyOf(source: string): string {
  const copy = `${source}.copy`;
  copyFileSync(source, copy);
  return copy;
}
const open = () => openRuns({ file, now: () => new Date(at(minute)), log });

beforeEach(() => {
  folder = temporaryFolder(onTestFinished, 'runs');
  file = join(folder, 'runs.jsonl');
  minute = 0;
  warned.length = 0;
});

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

/** The limit on the size of a file ends a write half way, as a full disk does. */
function room(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
}
const lineCount = (): number => readFileSync(file, 'utf8').trim().split('\n').length;

test.skipIf(!existsSync('/usr/bin/prlimit'))(
  'a full disk: no line is lost or grown together with another, and what is there stays',
  () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    onTestFinished(() => room('unlimited'));
    const runs = open();
    runs.began();
    room(statSync(file).size + 20);
    minute = 1;
    runs.ended('SIGKILL');
    minute = 2;
    runs.began();
    expect(warned).toHaveLength(2);
    // A process that begins now finds what was there before, and dates the end as well as it can.
    const between = openRuns({ file: copyOf(file), now: () => new Date(at(3)), log });
    expect(between.outages()).toMatchObject([{ to: null, why: null, seen: false }]);
    room('unlimited');
    minute = 3;
    vi.advanceTimersByTime(5000);
    runs.ended(null);
    const expected = [
      { from: at(1), to: at(2), why: 'SIGKILL', seen: true },
      { from: at(3), to: null, why: null, seen: true },
    ];
    expect([runs.outages(), lineCount()]).toEqual([expected, 4]);
    expect(open().outages()).toEqual(expected);
  },
);

test.skipIf(!existsSync('/usr/bin/prlimit'))('a disk that has room again gets it by itself', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  onTestFinished(() => room('unlimited'));
  const runs = open();
  runs.began();
  room(statSync(file).size);
  minute = 1;
  runs.ended('SIGSEGV');
  vi.advanceTimersByTime(12_000);
  expect(lineCount()).toBe(1);
  room('unlimited');
  vi.advanceTimersByTime(5000);
  expect(lineCount()).toBe(2);
  expect(readdirSync(folder)).toEqual(['runs.jsonl']);
});

test('lines that an earlier version wrote behind half a line are found again', () => {
  const began = (value: number): string => JSON.stringify({ event: 'began', at: at(value) });
  const ended = JSON.stringify({ event: 'ended', at: at(2), why: 'a {"event": in it', seen: true });
  writeFileSync(file, `${began(1)}\n${ended.slice(0, 12)}${ended}\n${began(3)}\n`);
  expect(open().outages()[0]).toEqual({
    ...{ from: at(2), to: at(3), why: 'a {"event": in it', seen: true },
  });
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
