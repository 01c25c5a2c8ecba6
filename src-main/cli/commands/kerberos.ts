/** `kerberos test`: every step of a ticket in the name of a user, with what to mend. */
import { clip } from '../../../src-shared/clip.ts';
import type { TrialStep } from '../../../src-shared/kerberos.ts';
import { kerberosStepTexts } from '../../../src-shared/kerberos-texts.ts';
import { attachToRead, withConsole } from '../attach.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';

export const kerberos: Command = {
  name: 'kerberos',
  synopsis: 'test --user UPN [--spn SPN]',
  summary: 'try a Kerberos ticket for a user, step by step; exit 3 when a step fails',
  options: {
    user: { value: 'UPN', help: 'the user principal name, such as alice@example.com' },
    spn: {
      value: 'SPN',
      help: 'the service; else kcd.targetSpn, or HTTP/ and the host of Exchange',
    },
  },
  words: { least: 1, most: 1 },
  run: async (context, { words: [word], text }) => {
    const { output } = context;
    const user = text('user')?.trim() ?? '';
    const spn = text('spn')?.trim();
    const fault = faultOf(word, user, spn);
    if (fault !== null) return output.failed(usage(fault, kerberos).problems);
    const done = await withConsole(attachToRead(context), (console) =>
      console.kerberosTest({ user, ...(spn === undefined ? {} : { spn }) }),
    );
    if (!done.ok) return output.failed(done.problems);
    const { steps } = done.value;
    for (const step of steps) output.object({ ...step, spn: done.value.spn, user });
    const head = ['step', 'result', 'ms', 'kdc', 'enctype', 'flags', 'life'];
    output.text(`${clip(user)} at ${clip(done.value.spn)}, by the saved settings:`);
    output.text(table(head, steps.map(rowOf)));
    const failure = steps.at(-1)?.failure ?? null;
    if (failure === null && steps.length > 0) return exitCodes.ok;
    if (failure !== null) output.text(`${failure.code}: ${failure.text} -> ${failure.remedy}`);
    return exitCodes.settings;
  },
};

function faultOf(word: string | undefined, user: string, spn: string | undefined): string | null {
  if (word !== 'test') return `no "${word ?? ''}"`;
  if (user === '') return 'name a user with --user UPN';
  return spn !== undefined && spn.length < 3 ? '--spn is no service principal name' : null;
}

function rowOf({ step, ok, ms, kdc, enctype, flags, lifeSeconds }: TrialStep) {
  const life = lifeSeconds === null ? null : `${Math.round(lifeSeconds / 60)} min`;
  const result = ok ? 'fine' : 'FAILED';
  return [kerberosStepTexts[step], result, ms, kdc, enctype, flags.join(' '), life];
}
