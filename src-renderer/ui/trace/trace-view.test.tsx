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
  {
    step: 'enrollment',
    outcome: 'block',
    data: { enrollment: 'wipePending', since: null },
    ageSeconds: 1560,
  },
];

it('tells the steps in order, each with its outcome in words', () => {
  show(<TraceView steps={steps} />);
  const said = within(screen.getByRole('list')).getAllByRole('listitem');
  expect(said.map(({ textContent }) => textContent)).toEqual([
    'Compliance modePassed onMode enforcing',
    'Owner of the deviceDoes not apply',
    'EnrollmentBlockeddecided hereState wipe commandedSince –Data 26 min old',
  ]);
});

it('does not say that a step decided when none did', () => {
  show(<TraceView steps={steps.slice(0, 2)} />);
  expect(screen.queryByText('decided here')).toBeNull();
});

it('names steps it does not know', () => {
  expect(stepName('new rule')).toBe('New rule');
});

it('says facts in words, and keeps names and ids as they are', () => {
  const data = {
    onlyEnsMayUseEws: false,
    for: 'mailbox',
    device: 'enforce',
    override: { action: 'block', user: null, at: 'soon', until: null, by: 'm.admin' },
    mayBe: { device: 'A1', reason: 'DEVICE_WIPED', since: null },
  };
  expect(traceFacts(data)).toEqual([
    { name: 'EWS for ENS only', value: 'off', raw: false },
    { name: 'Checked for', value: 'the mailbox acted for', raw: false },
    { name: 'Device', value: 'enforce', raw: true },
    {
      name: 'Decision',
      value: 'device blocked, for anybody, made soon, ends never, by m.admin',
      raw: false,
    },
    { name: 'May be', value: 'device A1, which is wiped, since –', raw: false },
  ]);
});

it('shows facts it does not know yet, and clips what a request may have brought', () => {
  const data = {
    lastSeen: null,
    names: ['a', 'b'],
    none: [],
    nested: { mayBe: 3 },
    evil: `\u202e${'x'.repeat(500)}`,
  };
  const facts = traceFacts(data).map(({ name, value }) => `${name}: ${value}`);
  expect(facts.slice(0, 4)).toEqual(['Last seen: –', 'Names: a, b', 'None: –', 'Nested: may be 3']);
  expect(facts[4]).toMatch(/^Evil: \\u202ex{119}…$/);
});
