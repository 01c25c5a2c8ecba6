/** `find-header`: which request header names the devices, among those that ENS sends. */
import { counted } from '../../../src-shared/counted.ts';
import type { HeaderQuestion, HeaderSearch } from '../../../src-shared/contract/find-header.ts';
import { deviceHeaderForms } from '../../../src-shared/settings/ens-values.ts';
import type { DeviceHeaderForm } from '../../../src-shared/settings/ens-values.ts';
import { failure, success } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/errors.ts';
import { attachToGateway, withConsole } from '../attach.ts';
import type { Command, Given } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';
import { localTime } from '../times.ts';

const words = ['search', 'try', 'stop'] as const;

export const findHeader: Command = {
  name: 'find-header',
  synopsis: '[search | try NAME [--syntax FORM] [--key NAME] | stop]',
  summary: 'find the request header in which ENS names devices; without a word: what was found',
  options: {
    syntax: { value: 'FORM', help: `${deviceHeaderForms.join(', ')}; default comma` },
    key: { value: 'NAME', help: 'the name before an id, as in id=A' },
  },
  details:
    'For ten minutes the unknown headers of requests from compliance.ens.sources are held against the ids of the directory. `try` reads the next ' +
    'requests as if NAME were set, without any effect. To set it: sallyport set compliance.ens.deviceHeader=NAME --restart. Headers that may hold a secret are never looked at.',
  words: { least: 0, most: 2 },
  run: async (context, given) => {
    const { output } = context;
    const question = questionOf(given);
    if (!question.ok) return output.failed(question.problems);
    const told = await withConsole(attachToGateway(context), (console) =>
      console.findHeader(question.value),
    );
    if (!told.ok) return output.failed(told.problems);
    output.object(told.value);
    output.text(inWords(told.value));
    return exitCodes.ok;
  },
};

function questionOf({ words: [word, name, ...more], text }: Given): Result<HeaderQuestion> {
  const wrong = (why: string): Result<HeaderQuestion> =>
    failure(...usage(why, findHeader).problems);
  if (word === undefined) return success({ ask: 'state' });
  const ask = words.find((each) => each === word);
  if (ask === undefined) return wrong(`"${word}" is no word of find-header: ${words.join(', ')}`);
  if (ask !== 'try') {
    return name === undefined ? success({ ask }) : wrong(`"${ask}" takes nothing after it`);
  }
  const form = text('syntax') ?? 'comma';
  if (name === undefined || more.length > 0) return wrong('"try" takes the name of a header');
  if (!isForm(form)) return wrong(`--syntax takes ${deviceHeaderForms.join(', ')}`);
  return success({ ask: 'try', name, syntax: { form, key: text('key') ?? null } });
}

function isForm(text: string): text is DeviceHeaderForm {
  return deviceHeaderForms.some((form) => form === text);
}

function inWords({ state, endsAt, requests, found, trial }: HeaderSearch): string {
  if (state === 'off') return 'there is no search; `sallyport find-header search` begins one';
  const until = endsAt === null || state === 'over' ? 'over' : `until ${localTime(endsAt)}`;
  const head = `${trial === null ? 'search' : 'trial'}: ${until}; ${counted(requests, 'request')} of ENS`;
  const parts = trial === null ? [foundTable(found)] : [...trialLines(trial)];
  return [head, ...parts].join('\n');
}

function foundTable(found: HeaderSearch['found']): string {
  if (found.length === 0) return 'no header has an id of a known device so far';
  const rows = found.map(({ name, syntax, ...each }) => [
    ...[name, syntax.form, syntax.key ?? '-', String(each.requests)],
    ...[`${String(each.known)} of ${String(each.ids)}`, String(each.ofUser), each.example],
  ]);
  const head = ['header', 'syntax', 'key', 'requests', 'known ids', "of the user's", 'example'];
  return table(head, rows);
}

function trialLines(trial: NonNullable<HeaderSearch['trial']>): readonly string[] {
  const { name, understood, without, allowed, blocked, otherwise, refused, reasons } = trial;
  return [
    `${name}: ${String(understood)} understood, ${String(without)} without it`,
    ...refused.map(({ text, count }) => `${String(count)} would be refused: ${text}`),
    `${String(allowed)} would be allowed, ${String(blocked)} blocked; ${String(otherwise)} otherwise than now`,
    ...reasons.map(({ reason, count }) => `  ${reason} ${String(count)}`),
  ];
}
