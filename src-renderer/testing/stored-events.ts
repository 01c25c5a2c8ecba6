/** Events as the journal hands them out; those fields that nobody looks at are left out. */
import type { StoredEvent } from '../../src-shared/contract/window.ts';

export const row = (id: number, operation = 'Sync') =>
  ({
    id,
    event: {
      operation,
      user: 'alice@corp.example',
      mailbox: null,
      devices: [{ id: 'A1' }],
      reason: 'DEVICE_WIPED',
      verdict: 'blocked',
      status: 403,
      protocol: 'eas',
      client: '10.0.0.1',
      at: '2026-11-22T10:00:00.000Z',
    },
  }) as StoredEvent;
export const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => row(from + index));
