/** The log to a file that the administrator chose: read and written page by page. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { problem, SallyportError } from '../../../src-shared/errors.ts';
import type { JournalEvent, LogFilter } from '../../../src-shared/events.ts';
import type { JournalQuestions } from '../../journal/reader-thread.ts';
import { valueOf } from '../options.ts';

export interface Export {
  readonly filter: LogFilter;
  readonly format: 'csv' | 'json';
  readonly file: string;
}

const PAGE = 500;

/** Newest first. Rejects with `FILE_UNWRITABLE`; what was written until then stays. */
export async function exportLog(
  journal: JournalQuestions,
  { filter, format, file }: Export,
): Promise<void> {
  const out = createWriteStream(file, { mode: 0o600 });
  try {
    await once(out, 'open');
    if (format === 'csv') await put(out, `${columns.map(([name]) => name).join(',')}\r\n`);
    let beforeId: number | undefined;
    for (;;) {
      const request = { limit: PAGE, beforeId };
      const events = valueOf(await journal.ask('page', { filter, request }));
      const line = format === 'csv' ? csvLine : jsonLine;
      await put(out, events.map(({ event }) => line(event)).join(''));
      const last = events.at(-1);
      if (last === undefined) break;
      beforeId = last.id;
    }
    out.end();
    await finished(out);
  } catch (error) {
    out.destroy();
    if (error instanceof SallyportError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new SallyportError([problem('FILE_UNWRITABLE', `${file}: ${why}`, { file })]);
  }
}

async function put(out: WriteStream, text: string): Promise<void> {
  if (!out.write(text)) await once(out, 'drain');
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
 * whoever sends requests (OWASP, "CSV Injection").
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
