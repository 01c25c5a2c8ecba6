/** What came of the payloads, by source, as tables of docs/security.md. */
import type { AnswerVerdict } from './answer-judge.ts';
import type { Verdict } from './judge.ts';
import { sources } from './payload.ts';

export interface Count {
  readonly source: string;
  /** One number for each column. */
  readonly numbers: readonly number[];
}

export const requestColumns = ['payloads', 'refused', 'relayed, read alike', 'refused or relayed'];

export function countsOf(verdicts: readonly Verdict[]): readonly Count[] {
  return sources.map((source) => {
    const ofSource = verdicts.filter(({ payload }) => payload.source === source);
    const steady = ofSource.filter(({ payload }) => !payload.varies);
    const refused = steady.filter(({ outcome }) => outcome === 'refused').length;
    const varying = ofSource.length - steady.length;
    return { source, numbers: [ofSource.length, refused, steady.length - refused, varying] };
  });
}

export const answerColumns = ['answers', 'refused or cut', 'relayed', 'either'];

/** @param varies whether the outcome differs by the version of the parser */
export function answerCountsOf(
  verdicts: readonly AnswerVerdict[],
  varies: (verdict: AnswerVerdict) => boolean,
): readonly Count[] {
  return (['llhttp', 'own'] as const).map((source) => {
    const ofSource = verdicts.filter(({ answer }) => answer.source === source);
    const steady = ofSource.filter((each) => !varies(each));
    const relayed = steady.filter(({ outcome }) => outcome === 'relayed').length;
    const varying = ofSource.length - steady.length;
    return { source, numbers: [ofSource.length, steady.length - relayed, relayed, varying] };
  });
}

export function tableOf(columns: readonly string[], counts: readonly Count[]): string {
  const sum = (column: number): number =>
    counts.reduce((all, { numbers }) => all + (numbers[column] ?? 0), 0);
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['source', ...columns]),
    row(['---', ...columns.map(() => '---:')]),
    ...counts.map(({ source, numbers }) => row([source, ...numbers])),
    row(['together', ...columns.map((_, column) => sum(column))]),
  ].join('\n');
}
