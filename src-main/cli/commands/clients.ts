/** Commands about clients: blocked, why, allow, block, unset. */
import type { OverrideAction } from '../../../src-shared/devices.ts';
import { clip } from '../../../src-shared/clip.ts';
import { counted } from '../../../src-shared/counted.ts';
import { attachToRead, attachToWrite, withConsole } from '../attach.ts';
import type { Command, Context, Given } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { explanationText } from '../explanation-text.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';
import { localTime, parseInstant, timeForms } from '../times.ts';

export const blocked: Command = {
  name: 'blocked',
  synopsis: '[--since T]',
  summary: 'the clients that knocked since T and are blocked now',
  options: { since: { value: 'T', help: 'an instant, or 24h, 7d, ... ago; 7d when not given' } },
  words: { least: 0, most: 0 },
  run: async (context, given) => {
    const { output } = context;
    const since = instantOption(context, given, 'since', -1);
    if (since === null) return output.failed(noTime('since', -1, blocked).problems);
    const found = await withConsole(attachToRead(context), (console) =>
      console.blocked(since === undefined ? {} : { since }),
    );
    if (!found.ok) return output.failed(found.problems);
    for (const client of found.value) output.object(client);
    const rows = found.value.map((each) => [
      each.user,
      each.deviceId,
      each.deviceType,
      each.reason,
      each.count,
      localTime(each.firstSeen),
      localTime(each.lastSeen),
      each.identity,
    ]);
    const head = ['user', 'device', 'type', 'reason', 'count', 'first', 'last', 'identity'];
    output.text(rows.length === 0 ? 'nobody is blocked' : table(head, rows));
    return exitCodes.ok;
  },
};

export const why: Command = {
  name: 'why',
  synopsis: '[--user U] [--device D] [--at T]',
  summary: 'the decision about a user or a device, step by step; with --at, the one of that time',
  options: {
    user: { value: 'U', help: 'the user, as the client names it' },
    device: { value: 'D', help: 'the device id' },
    at: { value: 'T', help: 'ask the journal: an instant, or 1h, 2d, ... ago' },
  },
  words: { least: 0, most: 0 },
  run: async (context, given) => {
    const { output } = context;
    const user = given.text('user');
    const device = given.text('device');
    if (user === undefined && device === undefined) {
      return output.failed(usage('name a user or a device', why).problems);
    }
    // From a script whose variable is not set.
    const empty = ['user', 'device'].find((option) => given.text(option)?.trim() === '');
    if (empty !== undefined) return output.failed(usage(`--${empty} is empty`, why).problems);
    const at = instantOption(context, given, 'at', -1);
    if (at === null) return output.failed(noTime('at', -1, why).problems);
    const params = {
      ...(user === undefined ? {} : { user }),
      ...(device === undefined ? {} : { device }),
      ...(at === undefined ? {} : { at }),
    };
    const found = await withConsole(attachToRead(context), (console) => console.why(params));
    if (!found.ok) return output.failed(found.problems);
    output.object(found.value);
    output.text(explanationText(found.value));
    return exitCodes.ok;
  },
};

export const allow = overriding('allow', 'let a device pass, whatever the policies say');
export const block = overriding('block', 'keep a device out, whatever the policies say');

function overriding(action: OverrideAction, summary: string): Command {
  const command: Command = {
    name: action,
    synopsis: 'DEVICE [--user U] [--until T] [--note TEXT]',
    summary: `${summary}; at once`,
    options: {
      user: { value: 'U', help: 'only while this user uses the device' },
      until: { value: 'T', help: 'ends by itself: an instant, or 8h, 7d, ... from now' },
      note: { value: 'TEXT', help: 'why, for whoever reads it later' },
    },
    words: { least: 1, most: 1 },
    run: async (context, given) => {
      const { output } = context;
      const until = instantOption(context, given, 'until', 1);
      if (until === null) return output.failed(noTime('until', 1, command).problems);
      const params = {
        device: given.words[0] ?? '',
        action,
        user: given.text('user') ?? null,
        until: until ?? null,
        note: given.text('note') ?? null,
      };
      const done = await withConsole(attachToWrite(context, action), (console) =>
        console.override(params),
      );
      if (!done.ok) return output.failed(done.problems);
      output.object(done.value);
      const end = until === undefined ? '' : ` until ${localTime(until)}`;
      const cut = done.value.cut === 0 ? '' : `; ${counted(done.value.cut, 'connection')} cut`;
      output.text(clip(`${params.device}: ${action}${end}${cut}`, 500));
      output.warnings(done.value.warnings);
      return exitCodes.ok;
    },
  };
  return command;
}

export const unset: Command = {
  name: 'unset',
  synopsis: 'DEVICE [--user U]',
  summary: 'take allow or block of a device back; at once',
  options: { user: { value: 'U', help: 'only the one for this user' } },
  words: { least: 1, most: 1 },
  run: async (context, given) => {
    const { output } = context;
    const params = { device: given.words[0] ?? '', user: given.text('user') ?? null };
    const done = await withConsole(attachToWrite(context, 'unset'), (console) =>
      console.unset(params),
    );
    if (!done.ok) return output.failed(done.problems);
    output.object(done.value);
    const cut = done.value.cut === 0 ? '' : `; ${counted(done.value.cut, 'connection')} cut`;
    output.text(`${done.value.removed} taken back${cut}`);
    output.warnings(done.value.warnings);
    return exitCodes.ok;
  },
};

function noTime(option: string, direction: -1 | 1, command: Command): ReturnType<typeof usage> {
  return usage(`--${option} is no time; allowed: ${timeForms(direction)}`, command);
}

/** Undefined: not given; null: given, but no time. */
function instantOption(
  { host }: Context,
  given: Given,
  option: string,
  direction: -1 | 1,
): string | null | undefined {
  const text = given.text(option);
  return text === undefined ? undefined : parseInstant(text, host.now(), direction);
}
