/** `why` for a person: the answer, then the steps that led to it. */
import { clip } from '../../src-shared/clip.ts';
import type { Explanation, Past, TraceStep } from '../../src-shared/decision.ts';
import { table } from './table.ts';
import { ageText, localTime } from './times.ts';

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
    ...(found.past === undefined ? [] : pastLines(found.verdict, found.past)),
  ].join('\n');
}

/** The journal keeps the decision, not the steps: what follows is not how it came about. */
function pastLines(verdict: Explanation['verdict'], { at, now, changes }: Past): string[] {
  return [
    '',
    'The journal keeps the decision and its reason, not each step.',
    now === null
      ? 'now: nobody can say'
      : `now: ${now.verdict === verdict ? 'still ' : ''}${now.verdict}: ${now.reason}`,
    changes.length === 0
      ? `Nothing is stored that changed since ${localTime(at)}.`
      : `What changed since ${localTime(at)}, as far as it is stored:`,
    ...changes.map((each) => `  ${localTime(each.at)}  ${clip(each.what, 500)}`),
  ];
}

/** `name=value` for each fact that the step rests on. */
function withData(line: string, step: TraceStep | undefined): string {
  const facts = Object.entries(step?.data ?? {}).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name}=${text}`;
  });
  return `${line}  ${clip(facts.join(' '), 1000)}`.trimEnd();
}
