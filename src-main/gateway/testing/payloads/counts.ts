/** What came of the payloads, by source, and its table in docs/security.md. */
import type { Verdict } from './judge.ts';
import { sources } from './payload.ts';
import type { Source } from './payload.ts';

export interface Count {
  readonly source: Source;
  readonly sent: number;
  readonly refused: number;
  readonly relayed: number;
  /** Refused or relayed, by timing or by the version of the parser. */
  readonly varying: number;
}

export function countsOf(verdicts: readonly Verdict[]): readonly Count[] {
  return sources.map((source) => {
    const ofSource = verdicts.filter(({ payload }) => payload.source === source);
    const steady = ofSource.filter(({ payload }) => !payload.varies);
    const refused = steady.filter(({ outcome }) => outcome === 'refused').length;
    return {
      source,
      sent: ofSource.length,
      refused,
      relayed: steady.length - refused,
      varying: ofSource.length - steady.length,
    };
  });
}

export function tableOf(counts: readonly Count[]): string {
  const sum = (of: (count: Count) => number): number =>
    counts.reduce((all, each) => all + of(each), 0);
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['source', 'payloads', 'refused', 'relayed, read alike', 'refused or relayed']),
    '| --- | ---: | ---: | ---: | ---: |',
    ...counts.map((each) =>
      row([each.source, each.sent, each.refused, each.relayed, each.varying]),
    ),
    row([
      'together',
      sum(({ sent }) => sent),
      sum(({ refused }) => refused),
      sum(({ relayed }) => relayed),
      sum(({ varying }) => varying),
    ]),
  ].join('\n');
}
