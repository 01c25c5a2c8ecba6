import type { TraceStep } from '../../../src-shared/decision.ts';

export const longName =
  'maximiliane.von-und-zu-hohenlohe-schillingsfuerst@subsidiary.emea.corp.example';

export const sampleTrace: readonly TraceStep[] = [
  { step: 'mode', outcome: 'pass', data: { mode: 'enforce' }, ageSeconds: null },
  { step: 'identity', outcome: 'pass', data: { user: 'j.meyer@corp.example' }, ageSeconds: null },
  { step: 'user', outcome: 'pass', data: { name: 'j.meyer@corp.example' }, ageSeconds: 1560 },
  { step: 'device', outcome: 'pass', data: { id: 'ApplF17XK2M9Q2' }, ageSeconds: 1560 },
  { step: 'block override', outcome: 'skip', data: {}, ageSeconds: null },
  { step: 'enrollment', outcome: 'pass', data: { state: 'enrolled' }, ageSeconds: 1560 },
  { step: 'allow override', outcome: 'unknown', data: { until: null }, ageSeconds: null },
  {
    step: 'device policies',
    outcome: 'block',
    data: { compromised: true, lastSeen: '2026-11-22T08:14:07Z', policies: ['compromised'] },
    ageSeconds: 1560,
  },
];

export interface SampleEvent {
  readonly seq: number;
  readonly at: string;
  readonly protocol: 'EWS' | 'EAS';
  readonly operation: string;
  readonly user: string;
  readonly device: string;
  readonly reason: string;
  readonly tone: 'blocked' | 'warn' | 'fine';
  readonly status: number;
}

const kinds = [
  ['EWS', 'GetItem', 'alice@corp.example', '9F3A2B71C1', 'Wiped', 'blocked', 403],
  ['EAS', 'FolderSync', 'j.meyer@corp.example', 'ApplF17XK2M9Q2', 'Compromised', 'blocked', 403],
  ['EWS', 'Subscribe', 'b.ito@corp.example', '2 devices', 'Compliant', 'fine', 200],
  ['EAS', 'Sync', longName, 'androidc1881237744', 'Out of contact', 'blocked', 403],
  ['EAS', 'Ping', 'r.silva@corp.example', '–', 'Unknown device', 'warn', 403],
] as const;

const begin = Date.parse('2026-11-22T09:02:41.318Z');

export function sampleEvents(count: number, from = 0): SampleEvent[] {
  return Array.from({ length: count }, (_, place) => {
    const seq = from + place;
    const kind = kinds[(seq * 7) % kinds.length] ?? kinds[0];
    const [protocol, operation, user, device, reason, tone, status] = kind;
    const at = new Date(begin + seq * 437).toISOString();
    return { seq, at, protocol, operation, user, device, reason, tone, status };
  });
}
