import { expect, test } from 'vitest';
import { kindOfStory, type EnsStory, type Moment, type StoryKind } from './ens-story.ts';

function at(hour: number, more: Partial<Moment> = {}): Moment {
  return {
    ...{ at: new Date(Date.UTC(2026, 2, 10, hour)).toISOString(), requestId: `r${hour}` },
    ...{ operation: 'GetItem', user: 'svc', client: '10.0.0.1', identity: 'proven' },
    ...{ verdict: 'allowed', reason: 'COMPLIANT', status: 200, answeredBy: 'exchange' },
    ...more,
  };
}
const silent: EnsStory = {
  ...{ subscribe: null, fetch: null, unsubscribe: null, newest: null, verdictSince: null },
  ...{ sinceAtLeast: false, throttled: { count: 0, of: 0, last: null } },
};
const subscribed = { newest: at(2), subscribe: at(2) };
const blocked = { verdict: 'blocked', status: 403 } as const;

type Row = readonly [
  what: string,
  story: Partial<EnsStory>,
  kind: StoryKind,
  now?: 'allowed' | 'blocked' | 'would-block' | null,
];
const rows: readonly Row[] = [
  [
    'the gate blocks it now, whatever was before',
    { ...subscribed, fetch: at(3) },
    'blocked',
    'blocked',
  ],
  ['in test mode nobody is blocked', { ...subscribed, fetch: at(3) }, 'works', 'would-block'],
  ['nobody can say the verdict', { ...subscribed, fetch: at(3) }, 'works', null],
  ['nothing was ever asked', {}, 'silent'],
  ['asked, and never subscribed', { newest: at(1), fetch: at(1) }, 'notSubscribed'],
  ['unsubscribed, and nothing after', { ...subscribed, unsubscribe: at(3) }, 'unsubscribed'],
  ['unsubscribed without a subscription', { newest: at(3), unsubscribe: at(3) }, 'unsubscribed'],
  ['subscribed again', { ...subscribed, unsubscribe: at(1), fetch: at(3) }, 'works'],
  [
    'Exchange refused to subscribe',
    { newest: at(2), subscribe: at(2, { status: 500 }) },
    'subscribeFailed',
  ],
  [
    'the gate refused to subscribe',
    { newest: at(2), subscribe: at(2, blocked) },
    'subscribeFailed',
  ],
  ['nothing was fetched', subscribed, 'nothingFetched'],
  ['fetched before, not since', { ...subscribed, fetch: at(1) }, 'nothingFetched'],
  ['the fetch failed', { ...subscribed, fetch: at(3, { status: 502 }) }, 'fetchFailed'],
  ['a stream is still open', { ...subscribed, fetch: at(3, { status: null }) }, 'works'],
  [
    'Exchange turns some away',
    { ...subscribed, fetch: at(3), throttled: { count: 10, of: 100, last: at(3).at } },
    'throttled',
  ],
  [
    'once is no throttling',
    { ...subscribed, fetch: at(3), throttled: { count: 9, of: 100, last: at(3).at } },
    'works',
  ],
];

for (const [what, story, kind, now = 'allowed'] of rows) {
  test(what, () => {
    const verdict = now === null ? null : { verdict: now };
    expect(kindOfStory({ ...silent, ...story }, verdict)).toBe(kind);
  });
}
