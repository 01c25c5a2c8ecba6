// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { TraceStep } from '../../../src-shared/decision.ts';
import { show } from '../../testing/show.tsx';
import { stepName, traceFacts } from './trace-facts.ts';
import { TraceView } from './trace-view.tsx';

const steps: readonly TraceStep[] = [
  { step: 'mode', outcome: 'pass', data: { mode: 'enforce' }, ageSeconds: null },
  { step: 'owner', outcome: 'skip', data: {}, ageSeconds: null },
  { step: 'enrollment', outcome: 'block', data: { state: 'wiped' }, ageSeconds: 1560 },
];

it('tells the steps in order, each with its outcome in words', () => {
  show(<TraceView steps={steps} />);
  const said = within(screen.getByRole('list')).getAllByRole('listitem');
  expect(said.map(({ textContent }) => textContent)).toEqual([
    'Compliance modePassed onmode enforce',
    'Owner of the deviceDoes not apply',
    'EnrollmentBlockeddecided herestate wipeddata 26 min old',
  ]);
});

it('does not say that a step decided when none did', () => {
  show(<TraceView steps={steps.slice(0, 2)} />);
  expect(screen.queryByText('decided here')).toBeNull();
});

it('names steps it does not know', () => {
  expect(stepName('new rule')).toBe('New rule');
});

it('shows any data in words, and clips what a request may have brought', () => {
  const data = {
    lastSeen: null,
    serviceAccount: true,
    names: ['a', 'b'],
    none: [],
    nested: { mayBe: 3 },
    evil: `\u202e${'x'.repeat(500)}`,
  };
  const facts = traceFacts(data);
  expect(facts.slice(0, 5)).toEqual([
    { name: 'last seen', value: '–' },
    { name: 'service account', value: 'yes' },
    { name: 'names', value: 'a, b' },
    { name: 'none', value: '–' },
    { name: 'nested', value: 'may be 3' },
  ]);
  expect(facts[5]?.value).toMatch(/^\\u202ex{119}…$/);
});
