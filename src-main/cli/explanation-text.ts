/** `why` for a person: the answer, then the steps that led to it. */
import { clip } from '../../src-shared/clip.ts';
import type { Explanation, TraceStep } from '../../src-shared/decision.ts';
import { table } from './table.ts';
import { ageText } from './times.ts';

export function explanationText(found: Explanation): string {
  const rows = found.trace.map((each) => [
    each.step,
    each.outcome,
    each.ageSeconds === null ? null : ageText(each.ageSeconds),
  ]);
  const [head = '', ...lines] = table(['step', 'outcome', 'age'], rows).split('\n');
  const width = Math.max(head.length, ...lines.map((line) => line.length));
  const steps = lines.map((line, at) => withData(line.padEnd(width), found.trace[at]));
  return [
    `${found.verdict}: ${found.reason}`,
    clip(found.text, 1000),
    '',
    head,
    ...steps,
    '',
    `decided by: ${found.decidedBy}`,
  ].join('\n');
}

/** `name=value` for each fact that the step rests on. */
function withData(line: string, step: TraceStep | undefined): string {
  const facts = Object.entries(step?.data ?? {}).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name}=${text}`;
  });
  return `${line}  ${clip(facts.join(' '), 1000)}`.trimEnd();
}
