/**
 * Exchange as an attacker, or broken: what a client gets is what a strict reader would have got, or less, and nobody who
 * asks next, on the same connection or on another, gets anything but an answer of its own (facts: ews 6.2, "response side").
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAnswers } from './testing/payloads/answer-judge.ts';
import { openAnswerLane } from './testing/payloads/answer-lane.ts';
import type { AnswerVerdict } from './testing/payloads/answer-judge.ts';
import { answerColumns, answerCountsOf, tableOf } from './testing/payloads/counts.ts';
import { answersKnownToPass } from './testing/payloads/known-answers.ts';
import { llhttpAnswers } from './testing/payloads/llhttp-answers.ts';
import { openNaiveAnswerLane } from './testing/payloads/naive.ts';
import { ownAnswers } from './testing/payloads/own-answers.ts';
import { sectionOf, squeezed } from './testing/payloads/section.ts';

const lanes = 4;
const answers = [...llhttpAnswers, ...ownAnswers];
let judged: Promise<readonly AnswerVerdict[]> | undefined;

/** Once for all tests of this file. */
function verdicts(): Promise<readonly AnswerVerdict[]> {
  judged ??= judgeEverything();
  return judged;
}

async function judgeEverything(): Promise<readonly AnswerVerdict[]> {
  const opened = await Promise.all(Array.from({ length: lanes }, openAnswerLane));
  try {
    return await judgeAnswers(answers, opened);
  } finally {
    await Promise.all(opened.map((lane) => lane.close()));
  }
}

const titleOf = ({ answer }: Pick<AnswerVerdict, 'answer'>): string =>
  `${answer.source}: ${answer.name}`;

test('answers have names of their own', () => {
  assert.equal(new Set(answers.map((answer) => titleOf({ answer }))).size, answers.length);
});

test('the judge sees what a naive proxy lets through', async (t) => {
  const naive = await openNaiveAnswerLane();
  t.after(() => naive.close());
  const two = answers.filter(({ name }) => name === 'second answer at once');
  const [found] = await judgeAnswers(two, [naive]);
  assert.match(found?.breaches.join() ?? '', /the (?:second|third) request got .*secret/);
});

test('every answer is relayed as a strict reader reads it, cut or refused, and everybody gets their own', async (t) => {
  const all = await verdicts();
  const { always, atTimes } = answersKnownToPass;
  const breaches = all.filter((each) => each.breaches.length > 0);
  const unknown = breaches.filter((each) => ![...always, ...atTimes].includes(titleOf(each)));
  assert.equal(
    unknown.map((each) => `${titleOf(each)}: ${each.breaches.join('; ')}`).join('\n'),
    '',
  );
  const found = breaches.map(titleOf);
  assert.equal(
    always.filter((title) => !found.includes(title)).join('\n'),
    '',
    'mended: off the list',
  );
  for (const each of breaches) {
    assert.ok(
      each.breaches.every((text) => text.startsWith('relayed')),
      `${titleOf(each)}: ${each.breaches.join('; ')}`,
    );
  }
  t.diagnostic(`\n${tableOf(answerColumns, await counted())}`);
});

test('docs/security.md tells the counts of answers', async () => {
  const table = tableOf(answerColumns, await counted());
  assert.equal(squeezed(sectionOf('answers', table)), squeezed(table), 'UPDATE_DOCS=1 writes it');
});

async function counted(): Promise<ReturnType<typeof answerCountsOf>> {
  const { atTimes } = answersKnownToPass;
  return answerCountsOf(await verdicts(), (each) => atTimes.includes(titleOf(each)));
}
