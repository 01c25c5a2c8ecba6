/** Whether a start or a restart would take what is saved, and what is in force meanwhile. */
import { counted } from '../../../src-shared/counted.ts';
import { isError, type Problem } from '../../../src-shared/errors.ts';
import { clip } from '../../../src-shared/clip.ts';
import { loadSettings, readSaved } from '../../settings/load.ts';
import { pendingChanges } from '../../settings/pending.ts';
import type { Check, DoctorContext } from '../check.ts';

export const settingsCheck: Check = {
  boundMs: 30_000,
  run: async (situation) => {
    const { paths, now, secret, running } = situation;
    const loaded = await loadSettings(paths, { boundPort: running?.port ?? null, now, secret });
    const problems = loaded.ok ? loaded.warnings : loaded.problems;
    const errors = problems.filter(isError);
    const details = [await whichCounts(situation), ...problems.slice(0, 50).map(line)];
    const [first] = problems;
    if (first === undefined) return { state: 'fine', text: 'The saved settings pass.', details };
    const many = counted(errors.length === 0 ? problems.length : errors.length, 'problem');
    return errors.length === 0
      ? {
          state: 'warns',
          text: `The saved settings pass, with ${many}.`,
          details,
          remedy: first.remedy,
        }
      : {
          state: 'fails',
          text: `No gateway can start with the saved settings: ${many}.`,
          details,
          remedy: errors[0]?.remedy ?? first.remedy,
        };
  },
};

/** Every other check looks at what is saved, too. */
async function whichCounts({ running, paths }: DoctorContext): Promise<string> {
  if (running === null) return 'No gateway runs: what is saved was looked at.';
  const waiting = pendingChanges(running.files, await readSaved(paths)).length;
  return waiting === 0
    ? 'What is saved is in force.'
    : `${counted(waiting, 'saved change')} not in force before a restart: what is saved was looked at.`;
}

function line({ code, message, key, line: at }: Problem): string {
  const where = [key, at === undefined ? undefined : `line ${at}`].filter((each) => each);
  return clip(`${code}: ${message}${where.length === 0 ? '' : ` (${where.join(', ')})`}`, 500);
}
