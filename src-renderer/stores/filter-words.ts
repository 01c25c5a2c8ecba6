/** The filter language of the block log: words to what the engine can do, and what is left to us. */
import type { StoredEvent } from '../../src-shared/contract/window.ts';
import { reasons } from '../../src-shared/decision.ts';
import type { LogFilter } from '../../src-shared/events.ts';
import { nearest } from '../../src-shared/settings/nearest.ts';

type Test = (row: StoredEvent) => boolean;

export interface ParsedFilter {
  readonly filter: LogFilter;
  /** What the engine cannot say: left-out words, parts of names. */
  readonly tests: readonly Test[];
  /** The word that is not understood, and the field that was probably meant. */
  readonly problem: { readonly word: string; readonly meant: string | null } | null;
}

export const filterFields = [
  'user',
  'device',
  'reason',
  'verdict',
  'status',
  'op',
  'protocol',
  'client',
  'last',
] as const;
type Field = (typeof filterFields)[number];

const shown: Readonly<Record<Exclude<Field, 'last'>, (row: StoredEvent) => string>> = {
  user: ({ event }) => `${event.user ?? ''} ${event.mailbox ?? ''}`,
  device: ({ event }) => event.devices.map(({ id }) => id).join(' '),
  reason: ({ event }) => event.reason.replaceAll('_', ' '),
  verdict: ({ event }) => (event.verdict === 'allowed' ? 'passed allowed' : event.verdict),
  status: ({ event }) => String(event.status ?? ''),
  op: ({ event }) => event.operation ?? '',
  protocol: ({ event }) => event.protocol,
  client: ({ event }) => event.client,
};

/** `now` is the clock that `last:1h` counts back from. */
export function parseFilter(input: string, now = new Date()): ParsedFilter {
  const filter: Record<string, unknown> = {};
  const tests: Test[] = [];
  const words = input.split(/\s+/).filter((word) => word !== '');
  for (const word of words) {
    const read = readWord(word, now);
    if (read === null) return { filter: {}, tests: [], problem: wrong(word) };
    // Two words for one field: both must hold, so the second is looked for by the window.
    const taken = Object.keys(read.filter).some((name) => Object.hasOwn(filter, name));
    if (!taken) Object.assign(filter, read.filter);
    if (read.test !== null || taken) tests.push(read.test ?? read.fallback);
  }
  return { filter, tests, problem: null };
}

interface Read {
  readonly filter: LogFilter;
  readonly test: Test | null;
  readonly fallback: Test;
}

function readWord(word: string, now: Date): Read | null {
  const found = /^(-?)([a-z]+):(.*)$/.exec(word);
  const minus = word.startsWith('-') && word.length > 1;
  if (found === null) {
    const has = hasText(minus ? word.slice(1) : word);
    if (minus) return { filter: {}, test: (row) => !has(row), fallback: has };
    return { filter: { text: word }, test: null, fallback: has };
  }
  const [, , name = '', value = ''] = found;
  const field = filterFields.find((each) => each === name);
  if (field === undefined || value === '') return null;
  if (field === 'last') return readLast(value, now);
  const has = includes(shown[field], value);
  if (minus) return { filter: {}, test: (row) => !has(row), fallback: has };
  return readField(field, value, has);
}

function readField(field: Exclude<Field, 'last'>, value: string, has: Test): Read | null {
  const only = (filter: LogFilter): Read => ({ filter, test: null, fallback: has });
  const both = (filter: LogFilter): Read => ({ filter, test: has, fallback: has });
  switch (field) {
    case 'status':
      return /^\d{3}$/.test(value) ? only({ status: Number(value) }) : null;
    case 'verdict': {
      const verdict = { passed: 'allowed', allowed: 'allowed', blocked: 'blocked' }[value];
      if (value === 'would-block') return only({ verdict: value });
      return verdict === undefined ? null : only({ verdict: verdict as 'allowed' | 'blocked' });
    }
    case 'op':
      return only({ operation: value });
    case 'protocol':
      return only({ protocol: value });
    case 'client':
      return only({ client: value });
    case 'reason': {
      const wanted = value.toUpperCase().replaceAll('-', '_');
      const fits = reasons.filter((reason) => reason.includes(wanted));
      const exact = fits.find((reason) => reason === wanted) ?? fits[0];
      if (exact === undefined) return null;
      return fits.length === 1 || exact === wanted
        ? only({ reason: exact })
        : { filter: {}, test: ({ event }) => event.reason.includes(wanted), fallback: has };
    }
    // The engine compares whole names; a part of one it finds as text, and the field is ours.
    case 'user':
      return value.includes('@') ? only({ user: value }) : both({ text: value });
    case 'device':
      return value.length >= 20 ? only({ device: value }) : both({ text: value });
  }
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function readLast(value: string, now: Date): Read | null {
  const found = /^(\d{1,4})([mhd])$/.exec(value);
  if (found === null) return null;
  const since = now.getTime() - Number(found[1]) * (unitMs[found[2] ?? ''] ?? 0);
  return {
    filter: { since: new Date(since).toISOString() },
    test: null,
    fallback: ({ event }) => Date.parse(event.at) >= since,
  };
}

function includes(of: (row: StoredEvent) => string, value: string): Test {
  const wanted = value.toLowerCase();
  return (row) => of(row).toLowerCase().includes(wanted);
}

function hasText(value: string): Test {
  const all = Object.values(shown);
  return includes((row) => all.map((of) => of(row)).join(' '), value);
}

function wrong(word: string): ParsedFilter['problem'] {
  const name = /^-?([a-z]+):/.exec(word)?.[1];
  return { word, meant: name === undefined ? null : nearest(name, filterFields) };
}
