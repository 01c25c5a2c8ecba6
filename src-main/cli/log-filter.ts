/** The words of `log`: `user:alice reason:DEVICE_WIPED last:1h text`, all of which must hold. */
import { clip } from '../../src-shared/clip.ts';
import { logFilterSchema, type LogFilter } from '../../src-shared/events.ts';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import { parseInstant, timeForms } from './times.ts';

/** What stands before the colon, and the part of the filter it fills. */
const words: Readonly<Record<string, keyof LogFilter | 'last'>> = {
  user: 'user',
  device: 'device',
  reason: 'reason',
  verdict: 'verdict',
  status: 'status',
  op: 'operation',
  operation: 'operation',
  protocol: 'protocol',
  client: 'client',
  identity: 'identity',
  since: 'since',
  until: 'until',
  last: 'last',
  text: 'text',
};

export const filterHelp = `Words of FILTER: ${Object.keys(words)
  .map((word) => `${word}:`)
  .join(' ')}.
All must hold; names compare without case; any other word is searched for in the event.
Times (since: until: last:): ${timeForms(-1)}.`;

/** Words without a colon are joined by blanks and searched for as one text. */
export function parseLogFilter(given: readonly string[], now: Date): Result<LogFilter> {
  const filter: Record<string, unknown> = {};
  const texts: string[] = [];
  for (const word of given) {
    const found = /^([a-z]+):(.*)$/s.exec(word);
    if (found === null) {
      texts.push(word);
      continue;
    }
    const [, name = '', value = ''] = found;
    const part = words[name];
    if (part === undefined) return usage(`there is no filter "${clip(name, 100)}:"`);
    const parsed = valueOf(part, value, now);
    if (parsed === null)
      return usage(`"${clip(word, 100)}" is no ${name}; allowed: ${allowedOf(part)}`);
    if (part === 'text') texts.push(value);
    else filter[part === 'last' ? 'since' : part] = parsed;
  }
  if (texts.length > 0) filter['text'] = texts.join(' ');
  const checked = logFilterSchema.safeParse(filter);
  if (checked.success) return success(checked.data);
  const issue = checked.error.issues[0];
  return usage(`${issue?.path.join('.') ?? 'filter'}: ${issue?.message ?? 'is not allowed'}`);
}

function allowedOf(part: keyof LogFilter | 'last'): string {
  switch (part) {
    case 'since':
    case 'until':
    case 'last':
      return timeForms(-1);
    case 'status':
      return 'three digits';
    default:
      return 'a text';
  }
}

function valueOf(part: keyof LogFilter | 'last', value: string, now: Date): string | number | null {
  if (value === '') return null;
  switch (part) {
    case 'since':
    case 'until':
    case 'last':
      return parseInstant(value, now, -1);
    case 'status':
      return /^\d{3}$/.test(value) ? Number(value) : null;
    default:
      return value;
  }
}

function usage(message: string): Result<LogFilter> {
  return failure(problem('USAGE', message, { remedy: filterHelp }));
}
