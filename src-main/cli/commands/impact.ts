/** `impact`: who would lose or get mail by policies that are not in force. */
import { counted } from '../../../src-shared/counted.ts';
import type { ImpactReport } from '../../../src-shared/contract/policies.ts';
import { attachToRead, withConsole } from '../attach.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';
import { parseChanges } from './settings.ts';

export const impact: Command = {
  name: 'impact',
  synopsis: '[KEY=VALUE ...]',
  summary: 'who would lose or get mail: by what is saved, with these changes laid over it',
  options: {},
  words: { least: 0, most: 100 },
  run: async (context, given) => {
    const { output } = context;
    const changes = parseChanges(given.words);
    if (changes === null) {
      return output.failed(usage('write each change as KEY=VALUE', impact).problems);
    }
    const asker = `command line ${process.pid}`;
    const found = await withConsole(attachToRead(context), (console) =>
      console.impact({ changes, asker }),
    );
    if (!found.ok) return output.failed(found.problems);
    output.object(found.value);
    output.text(impactText(found.value));
    return exitCodes.ok;
  },
};

const head = ['', 'device', 'users', 'now', 'then'];

function impactText({ devices, newlyBlocked, newlyAllowed, of, asIfEnforced }: ImpactReport) {
  const note = asIfEnforced ? ' (in test mode nobody does: counted as if it were enforced)' : '';
  const counts = `${newlyBlocked} of ${counted(devices, 'device')} would lose mail, ${newlyAllowed} would get it${note}`;
  if (of.length === 0) return counts;
  const rows = of.map(({ change, deviceId, users, reasonBefore, reasonAfter }) => [
    change === 'blocked' ? 'loses' : 'gets',
    ...[deviceId, users.join(', '), reasonBefore, reasonAfter],
  ]);
  const left = newlyBlocked + newlyAllowed - of.length;
  return [counts, table(head, rows), ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}
