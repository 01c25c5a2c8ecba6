/** `confirm`: what waits because it would newly block many (ADR 28). */
import type { HeldKind } from '../../../src-shared/contract/held.ts';
import { counted } from '../../../src-shared/counted.ts';
import { attachToGateway, withConsole } from '../attach.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';

const words: Readonly<Record<HeldKind, string>> = {
  devices: 'a list of devices',
  policies: 'changed policies',
  clock: 'inactivity since the clock jumped',
};

export const confirm: Command = {
  name: 'confirm',
  synopsis: '[show]',
  summary:
    'put in force what waits because it would newly block many; show: only who would lose mail',
  options: {},
  words: { least: 0, most: 1 },
  run: async (context, given) => {
    const { output } = context;
    const [word] = given.words;
    if (word !== undefined && word !== 'show')
      return output.failed(usage(`"${word}" is no word of confirm: show`, confirm).problems);
    const done = await withConsole(attachToGateway(context), async (console) => {
      const waiting = await console.held({});
      if (word === 'show') return waiting.map((each) => ({ ...each, confirmed: false }));
      const confirmed = [];
      for (const each of waiting) confirmed.push({ ...each, ...(await console.confirmHeld(each)) });
      return confirmed;
    });
    if (!done.ok) return output.failed(done.problems);
    if (done.value.length === 0) output.text('nothing waits');
    for (const each of done.value) {
      const { of, ...facts } = each;
      output.object(word === 'show' ? each : facts);
      const blocks = `${each.newlyBlocked} of ${counted(each.counted, 'device')} newly blocked`;
      const end = each.confirmed
        ? 'is in force'
        : word === 'show'
          ? 'waits'
          : 'is another one now: look again';
      output.text(`${words[each.what]}: ${blocks}; ${end}`);
      if (word === 'show' && of.length > 0) output.text(table(head, of.map(rowOf)));
    }
    return exitCodes.ok;
  },
};

const head = ['device', 'user', 'now', 'then'];

function rowOf(each: {
  readonly deviceId: string | null;
  readonly users: readonly string[];
  readonly reasonBefore: string;
  readonly reasonAfter: string;
}): readonly string[] {
  return [each.deviceId ?? '-', each.users[0] ?? '-', each.reasonBefore, each.reasonAfter];
}
