/** The log to a file that the administrator chose: read and written page by page. */
import type { JournalEvent, LogFilter } from '../../../src-shared/events.ts';
import type { JournalQuestions } from '../../journal/reader-thread.ts';
import { csvLine, type Cell } from '../csv.ts';
import { valueOf } from '../options.ts';
import { exportFile } from './export-file.ts';

export interface Export {
  readonly filter: LogFilter;
  readonly format: 'csv' | 'json';
  readonly file: string;
}

const PAGE = 500;

/** Newest first. Rejects with `FILE_UNWRITABLE` or what the journal says; half a file is never left behind. */
export function exportLog(journal: JournalQuestions, wanted: Export): Promise<void> {
  return exportFile(wanted.file, partsOf(journal, wanted));
}

async function* partsOf(
  journal: JournalQuestions,
  { filter, format }: Export,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns.map(([name]) => name));
  let beforeId: number | undefined;
  for (;;) {
    const request = { limit: PAGE, beforeId };
    const events = valueOf(await journal.ask('page', { filter, request }));
    const last = events.at(-1);
    if (last === undefined) return;
    yield events.map(({ event }) => lineOf(event, format)).join('');
    beforeId = last.id;
  }
}

function lineOf(event: JournalEvent, format: Export['format']): string {
  if (format === 'json') return `${JSON.stringify(event)}\n`;
  return csvLine(columns.map(([, valueOfColumn]) => valueOfColumn(event)));
}

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
