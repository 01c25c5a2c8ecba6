/** `log`: the journal, read from its file; the gateway is not asked and may be down. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalEvent, LogFilter } from '../../../src-shared/events.ts';
import { warning } from '../../../src-shared/errors.ts';
import { openReader, type Reader } from '../../journal/reader.ts';
import { homeMissing } from '../../settings/ensure-home.ts';
import type { Command, Context } from '../command.ts';
import type { Host } from '../host.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { filterHelp, parseLogFilter } from '../log-filter.ts';
import { usage } from '../parse.ts';
import { columns, show } from '../table.ts';
import { localTime } from '../times.ts';

const FOLLOW_EVERY_MS = 250;
const FOLLOW_BATCH = 1000;

export const log: Command = {
  name: 'log',
  synopsis: '[--follow] [--limit N] [FILTER ...]',
  summary: 'the last decisions, oldest first',
  options: {
    follow: { help: 'go on with new ones until Ctrl-C' },
    limit: { value: 'N', help: 'how many; 100 when not given' },
  },
  details: filterHelp,
  words: { least: 0, most: 50 },
  run: async (context, given) => {
    const { output, host, paths } = context;
    const filter = parseLogFilter(given.words, host.now());
    if (!filter.ok) return output.failed(filter.problems);
    const limit = given.text('limit') ?? '100';
    if (!/^\d{1,6}$/.test(limit)) return output.failed(usage('--limit is no number', log).problems);
    const missing = await homeMissing(paths);
    if (missing !== null) return output.failed([missing]);

    // Before the first line: who reads one may say that it is enough.
    const ending = given.flag('follow') ? endOf(context.host) : null;
    const shown = showLast(context, filter.value, Number(limit));
    if (typeof shown !== 'object') return shown;
    if (ending === null) {
      shown.reader?.close();
      if (shown.reader === null) output.text(`no journal yet in ${paths.journal}`);
      return exitCodes.ok;
    }
    return follow(context, filter.value, shown, ending);
  },
};

interface Shown {
  readonly reader: Reader | null;
  readonly lastId: number;
}

/** Prints the last events and says where to go on, or what the exit code is. */
function showLast(context: Context, filter: LogFilter, limit: number): Shown | ExitCode {
  const reader = openReader(context.paths.journal);
  if (reader === null) return { reader, lastId: 0 };
  // One at least: the newest that matches is where following begins.
  const page = reader.page(filter, { limit: Math.max(1, limit) });
  if (!page.ok) {
    reader.close();
    return context.output.failed(page.problems);
  }
  const events = page.value.items.slice(0, limit).map((each) => each.event);
  // Stored in the order in which they ended; people read them in the order of their decisions.
  print(
    context,
    events.sort((one, other) => one.seq - other.seq),
  );
  tellSkipped(context, page.value.skipped);
  return { reader, lastId: page.value.items[0]?.id ?? 0 };
}

/** Aborted by Ctrl-C, and by a request to end. */
function endOf({ onSignal }: Host): AbortSignal {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  onSignal('SIGINT', end);
  onSignal('SIGTERM', end);
  return ending.signal;
}

async function follow(
  context: Context,
  filter: LogFilter,
  shown: Shown,
  signal: AbortSignal,
): Promise<ExitCode> {
  let { reader, lastId } = shown;
  while (!signal.aborted && !context.host.outClosed()) {
    reader ??= openReader(context.paths.journal);
    const found = reader?.after(lastId, filter, FOLLOW_BATCH);
    // A file that fails now may be mended in a moment: follow says nothing and tries again.
    if (found?.ok === true) {
      print(
        context,
        found.value.items.map((each) => each.event),
      );
      tellSkipped(context, found.value.skipped);
      lastId = found.value.lastId;
      if (found.value.items.length === FOLLOW_BATCH) continue;
    }
    await sleep(FOLLOW_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  reader?.close();
  return exitCodes.ok;
}

function print({ output }: Context, events: readonly JournalEvent[]): void {
  for (const event of events) {
    output.object(event);
    output.text(eventText(event));
  }
}

const widths = [19, 11, 22, 24, 20, 4, 14, 6] as const;

function eventText(event: JournalEvent): string {
  const cells = [
    localTime(event.at),
    event.verdict,
    event.reason,
    event.user,
    event.devices.map((each) => each.id).join(','),
    event.protocol,
    event.operation,
    event.status,
    event.client,
  ];
  return columns(cells.map(show), widths);
}

function tellSkipped({ output }: Context, skipped: number): void {
  if (skipped === 0) return;
  output.warnings([warning('JOURNAL_FAILING', `${skipped} events could not be read`)]);
}
