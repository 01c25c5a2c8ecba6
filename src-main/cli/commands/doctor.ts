/** `doctor`: what would go wrong, and what to do. Over the saved settings, with and without a running gateway. */
import {
  checkIds,
  checkTitles,
  type CheckId,
  type CheckResult,
} from '../../../src-shared/doctor.ts';
import { clip } from '../../../src-shared/clip.ts';
import { attachToRead, withConsole } from '../attach.ts';
import type { Command, Context } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { usage } from '../parse.ts';

export const doctor: Command = {
  name: 'doctor',
  synopsis: '[CHECK ...] [--user UPN]',
  summary: 'look for what goes wrong, one check after the other; exit 3 when one fails',
  options: { user: { value: 'UPN', help: 'try a Kerberos ticket for this user, too' } },
  details: [
    'Checks, or the first word of several (exchange, challenges, kerberos):',
    ...checkIds.map((id) => `  ${id.padEnd(24)}${checkTitles[id]}`),
    '',
    'They look at the saved settings, not at those in force: the check "settings" says whether these differ.',
  ].join('\n'),
  words: { least: 0, most: checkIds.length },
  run: async (context, { words, text }) => {
    const unknown = words.find((word) => chosenBy(word).length === 0);
    if (unknown !== undefined) {
      return context.output.failed(usage(`there is no check "${unknown}"`, doctor).problems);
    }
    const user = text('user')?.trim();
    if (user === '') return context.output.failed(usage('--user is empty', doctor).problems);
    const ids = words.length === 0 ? checkIds : checkIds.filter((id) => isChosen(id, words));
    const done = await withConsole(attachToRead(context), async (console) => {
      const failed: boolean[] = [];
      for (const id of ids) {
        const result = await console.runCheck({ id, ...(user === undefined ? {} : { user }) });
        say(context, result);
        failed.push(result.state === 'fails');
      }
      return failed;
    });
    if (!done.ok) return context.output.failed(done.problems);
    return done.value.includes(true) ? exitCodes.settings : exitCodes.ok;
  },
};

const chosenBy = (word: string): readonly CheckId[] =>
  checkIds.filter((id) => id === word || id.startsWith(`${word}.`));

const isChosen = (id: CheckId, words: readonly string[]): boolean =>
  words.some((word) => chosenBy(word).includes(id));

const marks = { fine: 'fine', warns: 'WARNS', fails: 'FAILS', skipped: 'skipped' } as const;

function say({ output }: Context, result: CheckResult): void {
  output.object(result);
  const { state, title, text, ms } = result;
  output.text(`${marks[state].padEnd(8)} ${title}: ${clip(text, 500)} (${Math.round(ms)} ms)`);
  if (state === 'warns' || state === 'fails') sayMore(output, result);
}

function sayMore(output: Output, { text, details, remedy }: CheckResult): void {
  for (const line of details) if (!text.endsWith(line)) output.text(`         ${clip(line, 500)}`);
  if (remedy !== null) output.text(`         -> ${clip(remedy, 500)}`);
}
