/** For tests: an event with everything in it. */
import type { JournalEvent } from '../../src-shared/events.ts';

export function eventFor(seq: number, changes: Partial<JournalEvent> = {}): JournalEvent {
  return {
    seq,
    at: new Date(Date.UTC(2026, 10, 22, 12) + (seq % 1_000_000) * 1000).toISOString(),
    requestId: `request-${seq}`,
    protocol: 'eas',
    operation: 'Sync',
    user: 'alice@contoso.test',
    mailbox: null,
    identity: 'proven',
    devices: [{ id: 'PHONE1', verdict: 'allowed' }],
    deviceType: 'iPhone',
    userAgent: 'Apple-iPhone14C3/2003.61',
    client: '192.0.2.7',
    verdict: 'allowed',
    reason: 'COMPLIANT',
    status: 200,
    answeredBy: 'exchange',
    authentication: 'basic',
    hopsMs: { decide: 0.4, connect: 1.2, exchange: 18.5, total: 21.1 },
    bytesIn: 512,
    bytesOut: 20_480,
    remark: null,
    ...changes,
  };
}
