/** `export devices`: what knocked at the gate, for whoever keeps the lists elsewhere. */
import { csvLine } from '../../console/csv.ts';
import { discoveredHead, discoveredRows, type DiscoveredRow } from '../../console/discovered.ts';
import { nobody, openReader, type Reader } from '../../journal/reader.ts';
import { SallyportError, type Result } from '../../../src-shared/errors.ts';
import { attachToRead, withConsole } from '../attach.ts';
import type { Command, Context } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../parse.ts';

export const exportCommand: Command = {
  name: 'export',
  synopsis: 'devices',
  summary: 'each device that knocked, with its last request and how it stands now, as CSV',
  options: {},
  details: 'With --json: a JSON line for each device.',
  words: { least: 1, most: 1 },
  run: async (context, given) => {
    const { output } = context;
    const [word = ''] = given.words;
    if (word !== 'devices') {
      return output.failed(usage(`"${word}" cannot be exported: devices`, exportCommand).problems);
    }
    const reader = openReader(context.paths.journal);
    try {
      const done = await withConsole(attachToRead(context), (console) =>
        print(context, discoveredRows(pagesOf(reader), console.standings)),
      );
      return done.ok ? exitCodes.ok : output.failed(done.problems);
    } finally {
      reader?.close();
    }
  },
};

/** No journal yet: nobody knocked. */
function pagesOf(reader: Reader | null) {
  return async (after: string | null, limit: number) =>
    reader === null ? nobody : whole(reader.discovered(after, limit));
}

function whole<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new SallyportError(result.problems);
}

async function print(
  { output }: Context,
  pages: AsyncIterable<readonly DiscoveredRow[]>,
): Promise<void> {
  output.text(csvLine(discoveredHead).trimEnd());
  for await (const rows of pages) {
    for (const row of rows) {
      output.object(Object.fromEntries(row));
      output.text(csvLine(row.map(([, value]) => value)).trimEnd());
    }
  }
}
