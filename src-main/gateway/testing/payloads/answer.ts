/** An answer of a hostile Exchange as data. */
import type { Expected } from './payload.ts';

export interface Answer {
  readonly source: 'llhttp' | 'own';
  readonly name: string;
  /** One character is one byte. */
  readonly bytes: string;
  /** `refused`: the client sees a 502, or that something is missing. */
  readonly expected: Expected;
  /** Exchange closes behind it. */
  readonly ends: boolean;
  /** More must come before the answer is whole: silence is right. */
  readonly waits: boolean;
}

type Make = (
  name: string,
  bytes: string,
  options?: Partial<Pick<Answer, 'ends' | 'waits'>>,
) => Answer;

export function answersOf(source: Answer['source']): Readonly<Record<Expected, Make>> {
  const make =
    (expected: Expected): Make =>
    // Behind what should be refused it closes: who takes it for a body to the end of the connection gets that end.
    (name, bytes, { waits = false, ends = expected === 'refused' && !waits } = {}) => ({
      ...{ source, name, bytes, expected, ends, waits },
    });
  return { refused: make('refused'), relayed: make('relayed'), either: make('either') };
}

/** A head and what follows it. */
export const answered = (line: string, lines: readonly string[], body = ''): string =>
  [line, ...lines, '', body].join('\r\n');
export const ok = (lines: readonly string[], body = ''): string =>
  answered('HTTP/1.1 200 OK', lines, body);

/** What nobody asked for. */
export const unasked = ok(['Content-Length: 6'], 'secret');
