/** `secret`: what the gateway must know and nobody may read. A value never stands on a command line: others see those. */
import { counted } from '../../../src-shared/counted.ts';
import { secretHelp, secretNames, secretNameSchema } from '../../../src-shared/secrets.ts';
import type { SecretEffect, SecretName } from '../../../src-shared/secrets.ts';
import { attachToRead, attachToWrite, withConsole } from '../attach.ts';
import type { Command, Context } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';
import { localTime } from '../times.ts';

export const secret: Command = {
  name: 'secret',
  synopsis: '[set NAME | remove NAME]',
  summary: 'passwords and keys: which ones are set; set takes the value from standard input',
  options: {},
  details: [
    'Names:',
    ...secretNames.map((name) => `  ${name.padEnd(24)}${secretHelp[name]}`),
    '',
    'At a terminal the value is asked for and not shown. Otherwise: sallyport secret set NAME < FILE.',
  ].join('\n'),
  words: { least: 0, most: 2 },
  run: async (context, { words }) => {
    const [word, name] = words;
    if (word === undefined) return list(context);
    const known = secretNameSchema.safeParse(name);
    if ((word !== 'set' && word !== 'remove') || !known.success) {
      const why = word === 'set' || word === 'remove' ? 'name one of the secrets' : `no "${word}"`;
      return context.output.failed(usage(why, secret).problems);
    }
    return word === 'set' ? set(context, known.data) : remove(context, known.data);
  },
};

async function list(context: Context): Promise<ExitCode> {
  const { output } = context;
  const found = await withConsole(attachToRead(context), (console) => console.secrets({}));
  if (!found.ok) return output.failed(found.problems);
  for (const each of found.value) output.object(each);
  const rows = found.value.map(({ name, protector, setAt }) => [name, protector, localTime(setAt)]);
  output.text(rows.length === 0 ? 'none is set' : table(['secret', 'protected by', 'set'], rows));
  return exitCodes.ok;
}

async function set(context: Context, name: SecretName): Promise<ExitCode> {
  const { output, host } = context;
  const given = await host.secret(`${name}: `);
  // The last line end belongs to the line, not to the password.
  const bytes =
    name === 'kcd.keytab'
      ? given
      : Buffer.from(given.toString('latin1').replace(/\r?\n$/, ''), 'latin1');
  if (bytes.length === 0) return output.failed(usage('the value is empty', secret).problems);
  const done = await withConsole(attachToWrite(context, 'secret'), (console) =>
    console.setSecret({ name, value: bytes.toString('base64') }),
  );
  if (!done.ok) return output.failed(done.problems);
  output.object(done.value);
  const { protector, effect } = done.value;
  output.text(`${name} is set, protected by ${protectedBy[protector]}${after(whenSet, effect)}`);
  return exitCodes.ok;
}

const protectedBy = {
  account: 'the rights of its file',
  system: 'the system',
} as const;

/** A gateway of an older version says nothing. */
const after = (words: Readonly<Record<SecretEffect, string>>, effect?: SecretEffect): string =>
  effect === undefined ? '' : `; ${words[effect]}`;

const whenSet = {
  now: 'the running gateway logs on with it from now on',
  restart: 'it counts from the next restart on, where the settings use it',
  start: 'it counts when a gateway is started, where the settings use it',
  unused: 'it is not used as long as there is a keytab',
} as const;

const whenRemoved = {
  now: 'the running gateway gets no more tickets: set another password or keytab, or turn kcd.enabled off',
  restart: 'the running gateway goes on as it is, the next restart does without it',
  start: 'the next start does without it',
  unused: 'it was not used, because there is a keytab',
} as const;

async function remove(context: Context, name: SecretName): Promise<ExitCode> {
  const { output } = context;
  const done = await withConsole(attachToWrite(context, 'secret'), (console) =>
    console.removeSecret({ name }),
  );
  if (!done.ok) return output.failed(done.problems);
  output.object(done.value);
  const { removed, effect } = done.value;
  output.text(`${counted(removed ? 1 : 0, 'secret')} removed${after(whenRemoved, effect)}`);
  return exitCodes.ok;
}
