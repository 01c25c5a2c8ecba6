/** Header lines as they are on the wire: order, spelling and duplicates kept. */
import { ownText } from './own-text.ts';

export interface HeaderLine {
  /** In the spelling of the wire. */
  readonly name: string;
  /** The same in lower case, by which it is looked for. */
  readonly lower: string;
  /** Latin-1, without the white space around it. */
  readonly value: string;
}

/** Names recur in every request; a client that invents new ones must not make this grow. */
const maxKnownNames = 1000;
const knownNames = new Map<string, string>();

export function headerLine(name: string, value: string): HeaderLine {
  return { name, lower: lowerCase(name), value };
}

/** All values of a field, in order. `lower` in lower case. */
export function valuesOf(lines: readonly HeaderLine[], lower: string): readonly string[] {
  return lines.filter((line) => line.lower === lower).map(({ value }) => value);
}

export function firstValue(lines: readonly HeaderLine[], lower: string): string | null {
  for (const line of lines) if (line.lower === lower) return line.value;
  return null;
}

function lowerCase(name: string): string {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  if (knownNames.size < maxKnownNames) knownNames.set(ownText(name), ownText(lower));
  return lower;
}
