import { clip } from '../../../src-shared/clip.ts';
import { formatTime } from '../format/time.ts';
import { text } from '../../text/text.ts';

export interface TraceFact {
  readonly name: string;
  readonly value: string;
}

/** The name of a step; one that this window does not know yet is shown as the gateway calls it. */
export function stepName(step: string): string {
  return text.trace.steps[step] ?? step.charAt(0).toUpperCase() + step.slice(1);
}

/** What a step rested on, each as `name value`. Values may come from a request: they are clipped. */
export function traceFacts(data: Readonly<Record<string, unknown>>): TraceFact[] {
  return Object.entries(data).map(([name, value]) => ({
    name: words(name),
    value: clip(shown(value), 120),
  }));
}

/** `lastSeen` is `last seen`. */
function words(name: string): string {
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

function shown(value: unknown): string {
  if (value === null || value === undefined) return text.common.none;
  if (value === true) return text.common.yes.toLowerCase();
  if (value === false) return text.common.no.toLowerCase();
  if (Array.isArray(value))
    return value.length === 0 ? text.common.none : value.map(shown).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, each]) => `${words(name)} ${shown(each)}`)
      .join(', ');
  }
  if (typeof value === 'string' && instant.test(value)) return localTime(value);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
