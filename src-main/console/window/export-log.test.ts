/** The export over the real journal reader, to real files. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { failure, problem, SallyportError } from '../../../src-shared/errors.ts';
import { journalEventSchema, type JournalEvent } from '../../../src-shared/events.ts';
import { readHere, type JournalQuestions } from '../../journal/reader-thread.ts';
import { openStore } from '../../journal/store.ts';
import { eventFor } from '../../journal/testing-event.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { csvCell } from '../csv.ts';
import { exportLog } from './export-log.ts';

let folder: string;
let journal: JournalQuestions;
let file: string;

beforeEach(() => {
  folder = temporaryFolder(onTestFinished, 'export');
  mkdirSync(join(folder, 'chosen'));
  file = join(folder, 'chosen', 'log.csv');
  journal = readHere(join(folder, 'journal'));
});

function store(events: readonly JournalEvent[]): void {
  const opened = openStore(join(folder, 'journal'), new Date());
  expect(opened.write(events.map((event) => JSON.stringify(event)))).toBe(0);
  opened.close();
}
const many = (count: number): JournalEvent[] =>
  Array.from({ length: count }, (_none, at) => eventFor(at + 1));
const left = (): string[] => readdirSync(join(folder, 'chosen'));

async function problemOf(work: Promise<unknown>) {
  const error: unknown = await work.catch((why: unknown) => why);
  expect(error).toBeInstanceOf(SallyportError);
  return (error as SallyportError).problems[0];
}

describe('CSV', () => {
  test('has a head, every event, the newest first, and lines as RFC 4180 ends them', async () => {
    store(many(1203));
    await exportLog(journal, { filter: {}, format: 'csv', file });
    const lines = readFileSync(file, 'utf8').split('\r\n');
    expect(lines.at(-1)).toBe('');
    expect(lines).toHaveLength(1 + 1203 + 1);
    expect(lines[0]).toMatch(/^at,seq,requestId,verdict,reason,/);
    const seqs = lines.slice(1, -1).map((line) => Number(line.split(',')[1]));
    expect(seqs).toEqual(Array.from({ length: 1203 }, (_none, at) => 1203 - at));
  });

  test('what a client sent cannot become a formula, a cell or a line of its own', async () => {
    store([
      eventFor(1, {
        user: '=HYPERLINK("http://evil.test";"x")',
        userAgent: '@SUM(1+1)*cmd|"/c calc"!A0',
        deviceType: '\t=1+1',
        mailbox: 'a,b\r\n=2',
        devices: [{ id: '-1+1', verdict: 'blocked' }],
      }),
    ]);
    await exportLog(journal, { filter: {}, format: 'csv', file });
    const [head = '', ...rest] = readFileSync(file, 'utf8').split('\r\n');
    const cells = cellsOf(rest.join('\r\n'));
    expect(cells).toHaveLength(head.split(',').length);
    expect(cells.filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
    expect(cells).toContain(`'=HYPERLINK("http://evil.test";"x")`);
    expect(cells).toContain('a,b\r\n=2');
    expect(cells).toContain(`'-1+1`);
  });
});

test('JSON lines are the events as the journal has them', async () => {
  store([eventFor(1, { user: '=1' }), eventFor(2)]);
  await exportLog(journal, { filter: {}, format: 'json', file });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const events = lines.map((line) => journalEventSchema.parse(JSON.parse(line)));
  expect(events).toEqual([eventFor(2), eventFor(1, { user: '=1' })]);
});

test('only what the filter lets through', async () => {
  store([eventFor(1), eventFor(2, { verdict: 'blocked' }), eventFor(3)]);
  await exportLog(journal, { filter: { verdict: 'blocked' }, format: 'json', file });
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(1);
});

test('an empty log makes a file that says so by its head alone', async () => {
  await exportLog(journal, { filter: {}, format: 'csv', file });
  expect(readFileSync(file, 'utf8').split('\r\n')).toEqual([expect.stringMatching(/^at,/), '']);
});

test('is for its owner only, and takes the place of an older file', async () => {
  writeFileSync(file, 'older and longer than what comes, '.repeat(1000));
  chmodSync(file, 0o644);
  store(many(1));
  await exportLog(journal, { filter: {}, format: 'csv', file });
  expect(readFileSync(file, 'utf8')).not.toContain('older');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(left()).toEqual(['log.csv']);
});

test('is read page by page: what arrives meanwhile changes nothing, and no page is large', async () => {
  store(many(1200));
  const limits: number[] = [];
  const growing: JournalQuestions = {
    ...journal,
    ask: async (name, question) => {
      const answer = await journal.ask(name, question);
      limits.push((question as { request: { limit: number } }).request.limit);
      store([eventFor(5000 + limits.length)]);
      return answer;
    },
  };
  await exportLog(growing, { filter: {}, format: 'json', file });
  expect(limits).toEqual([500, 500, 500, 500]);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(1200);
});

describe('what cannot be written', () => {
  test('a folder that is not there', async () => {
    const there = join(folder, 'nowhere', 'log.csv');
    const why = await problemOf(exportLog(journal, { filter: {}, format: 'csv', file: there }));
    expect(why).toMatchObject({ code: 'FILE_UNWRITABLE', file: there });
    expect(why?.message).toBe(`${there} cannot be written: it does not exist.`);
  });

  test('a place that is a folder, which is left alone', async () => {
    mkdirSync(file);
    const why = await problemOf(exportLog(journal, { filter: {}, format: 'csv', file }));
    expect(why).toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(statSync(file).isDirectory()).toBe(true);
    expect(left()).toEqual(['log.csv']);
  });

  // Root may write everywhere but there.
  test.skipIf(!existsSync('/sys/kernel'))('a folder where this account may not write', async () => {
    const there = '/sys/kernel/log.csv';
    const why = await problemOf(exportLog(journal, { filter: {}, format: 'csv', file: there }));
    expect(why?.message).toBe(`${there} cannot be written: permission denied.`);
    expect(why?.remedy).toContain('this account may write there');
  });

  test('a journal that fails half way leaves no half file, and an older one as it was', async () => {
    store(many(1200));
    writeFileSync(file, 'older');
    let asked = 0;
    const failing: JournalQuestions = {
      ...journal,
      ask: async (name, question) => {
        asked += 1;
        return asked === 3
          ? failure(problem('JOURNAL_FAILING', 'the disk reports an error'))
          : journal.ask(name, question);
      },
    };
    const why = await problemOf(exportLog(failing, { filter: {}, format: 'csv', file }));
    expect(why).toMatchObject({ code: 'JOURNAL_FAILING' });
    expect(left()).toEqual(['log.csv']);
    expect(readFileSync(file, 'utf8')).toBe('older');
  });
});

/** The cells of one record, as a spreadsheet reads it. */
function cellsOf(record: string): string[] {
  const found = record.replace(/\r\n$/, '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g);
  return [...found].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

test.each([
  [null, ''],
  [403, '403'],
  [-1, '-1'],
  ['alice@contoso.test', 'alice@contoso.test'],
  ['=cmd|calc', `'=cmd|calc`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['  =1', `'  =1`],
  ['\t=1', `'\t=1`],
  ['\u{ff1d}1', `'\u{ff1d}1`],
  ['a,"b"', '"a,""b"""'],
  ['=a,b', `"'=a,b"`],
])('%j is %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
