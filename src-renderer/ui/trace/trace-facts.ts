import { clip } from '../../../src-shared/clip.ts';
import { reasons } from '../../../src-shared/decision.ts';
import { factNames, factWords, isNested } from '../../../src-shared/trace-texts.ts';
import { formatCount } from '../format/number.ts';
import { formatTime } from '../format/time.ts';
import { text } from '../../text/text.ts';

export interface TraceFact {
  readonly name: string;
  readonly value: string;
  /** An id, a name, a time: shown as the request or the directory has it. */
  readonly raw: boolean;
}

/** The name of a step; one that this window does not know yet is shown as the gateway calls it. */
export function stepName(step: string): string {
  return text.trace.steps[step] ?? capital(step);
}

/** What a step rested on, each as `name value`. Values may come from a request: they are clipped. */
export function traceFacts(data: Readonly<Record<string, unknown>>): TraceFact[] {
  return Object.entries(data).map(([name, value]) => {
    const words = inWords(name, value);
    return {
      name: factNames[name] ?? capital(apart(name)),
      value: clip(words ?? asItIs(name, value), 120),
      raw: words === null && !isNested(value),
    };
  });
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** A fact that has no name yet: `lastSeen` is `last seen`. */
function apart(name: string): string {
  return name.replace(
    /([a-z])([A-Z])/g,
    (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

function localTime(value: string): string {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : formatTime(at, 'dateTime', new Date());
}

/** Null: the value is not one of the words that the code knows. */
function inWords(path: string, value: unknown): string | null {
  const known = factWords[path]?.[String(value)];
  if (known !== undefined) return known;
  if (value === null || value === undefined) return text.common.none;
  if (typeof value === 'boolean') return (value ? text.common.yes : text.common.no).toLowerCase();
  if (typeof value === 'number') return formatCount(value);
  const reason = reasons.find((each) => each === value);
  return reason === undefined ? null : text.reasonShort[reason].toLowerCase();
}

function asItIs(path: string, value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return text.common.none;
    return value.map((each) => inWords(path, each) ?? asItIs(path, each)).join(', ');
  }
  if (isNested(value)) {
    return Object.entries(value)
      .map(([name, each]) => {
        const inner = `${path}.${name}`;
        return `${factNames[inner] ?? apart(name)} ${inWords(inner, each) ?? asItIs(inner, each)}`;
      })
      .join(', ');
  }
  if (typeof value !== 'string') return '';
  return instant.test(value) ? localTime(value) : value;
}
