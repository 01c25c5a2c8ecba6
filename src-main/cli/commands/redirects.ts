/** `redirects`: the devices that Exchange sent to another of its servers. */
import { counted } from '../../../src-shared/counted.ts';
import { attachToGateway, withConsole } from '../attach.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';
import { localTime } from '../times.ts';

export const redirects: Command = {
  name: 'redirects',
  synopsis: '[clear]',
  summary: 'the devices that Exchange sent to another server; clear: they ask the first one again',
  options: {},
  words: { least: 0, most: 1 },
  run: async (context, given) => {
    const { output } = context;
    const [word] = given.words;
    if (word !== undefined && word !== 'clear') {
      return output.failed(usage(`"${word}" is no word of redirects: clear`, redirects).problems);
    }
    if (word === 'clear') {
      const done = await withConsole(attachToGateway(context), (console) =>
        console.clearRedirects({}),
      );
      if (!done.ok) return output.failed(done.problems);
      output.object(done.value);
      output.text(`${counted(done.value.removed, 'redirect')} forgotten`);
      return exitCodes.ok;
    }
    const found = await withConsole(attachToGateway(context), (console) => console.redirects({}));
    if (!found.ok) return output.failed(found.problems);
    for (const moved of found.value) output.object(moved);
    const rows = found.value.map(({ user, device, host, since, until }) => [
      ...[user, device, host],
      ...[localTime(since), localTime(until)],
    ]);
    const head = ['user', 'device', 'server', 'since', 'until'];
    output.text(rows.length === 0 ? 'no device was sent elsewhere' : table(head, rows));
    return exitCodes.ok;
  },
};
