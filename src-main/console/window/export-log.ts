/** The log to a file that the administrator chose: read and written page by page. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { problem, SallyportError } from '../../../src-shared/errors.ts';
import type { JournalEvent, LogFilter } from '../../../src-shared/events.ts';
import { errorCode, reasonOf } from '../../disk/system-errors.ts';
import type { JournalQuestions } from '../../journal/reader-thread.ts';
import { valueOf } from '../options.ts';

export interface Export {
  readonly filter: LogFilter;
  readonly format: 'csv' | 'json';
  readonly file: string;
}

const PAGE = 500;

/** Newest first. Rejects with `FILE_UNWRITABLE` or what the journal says; half a file is never left behind. */
export async function exportLog(journal: JournalQuestions, wanted: Export): Promise<void> {
  const { file } = wanted;
  // Beside it, so that the rename is one step; a name that nobody else has.
  const part = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);
  try {
    await writeAll(part, journal, wanted);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof SallyportError) throw error;
    // Without a code it is no failure of the disk.
    if (errorCode(error) === '') throw error;
    const message = `${file} cannot be written: ${reasonOf(error)}.`;
    throw new SallyportError([problem('FILE_UNWRITABLE', message, { file })]);
  }
}

async function writeAll(
  part: string,
  journal: JournalQuestions,
  { filter, format }: Export,
): Promise<void> {
  const out = await open(part, 'wx', 0o600);
  try {
    if (format === 'csv') await out.appendFile(`${columns.map(([name]) => name).join(',')}\r\n`);
    await writePages(out, journal, filter, format === 'csv' ? csvLine : jsonLine);
  } finally {
    await out.close();
  }
}

async function writePages(
  out: FileHandle,
  journal: JournalQuestions,
  filter: LogFilter,
  line: (event: JournalEvent) => string,
): Promise<void> {
  let beforeId: number | undefined;
  for (;;) {
    const request = { limit: PAGE, beforeId };
    const events = valueOf(await journal.ask('page', { filter, request }));
    const last = events.at(-1);
    if (last === undefined) return;
    await out.appendFile(events.map(({ event }) => line(event)).join(''));
    beforeId = last.id;
  }
}

const jsonLine = (event: JournalEvent): string => `${JSON.stringify(event)}\n`;

const csvLine = (event: JournalEvent): string =>
  `${columns.map(([, valueOfColumn]) => csvCell(valueOfColumn(event))).join(',')}\r\n`;

type Cell = string | number | null;

const columns: readonly (readonly [name: string, value: (event: JournalEvent) => Cell])[] = [
  ['at', ({ at }) => at],
  ['seq', ({ seq }) => seq],
  ['requestId', ({ requestId }) => requestId],
  ['verdict', ({ verdict }) => verdict],
  ['reason', ({ reason }) => reason],
  ['protocol', ({ protocol }) => protocol],
  ['operation', ({ operation }) => operation],
  ['user', ({ user }) => user],
  ['mailbox', ({ mailbox }) => mailbox],
  ['identity', ({ identity }) => identity],
  ['devices', ({ devices }) => devices.map(({ id }) => id).join(' ')],
  ['deviceType', ({ deviceType }) => deviceType],
  ['userAgent', ({ userAgent }) => userAgent],
  ['client', ({ client }) => client],
  ['status', ({ status }) => status],
  ['answeredBy', ({ answeredBy }) => answeredBy],
  ['totalMs', ({ hopsMs }) => hopsMs.total],
  ['bytesIn', ({ bytesIn }) => bytesIn],
  ['bytesOut', ({ bytesOut }) => bytesOut],
  ['remark', ({ remark }) => remark],
];

/**
 * RFC 4180. A cell that a spreadsheet would take for a formula is made a text: users and programs are named by
 * whoever sends requests (OWASP, "CSV Injection", its full-width forms among them).
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^\s*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
