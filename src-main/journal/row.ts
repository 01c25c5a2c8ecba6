/** How an event becomes a row, and the folding that makes comparing blind to case. */
import type { JournalEvent } from '../../src-shared/events.ts';

/**
 * The form in which text is compared: NFC, lower case. Never shown. NUL cannot be stored in a column
 * (database.ts), so it becomes its symbol on both sides of the comparison.
 */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('\0', '\u2400');
}

function foldOrNull(text: string | null): string | null {
  return text === null ? null : fold(text);
}

/** The device that stands for a blocked client: the first that was blocked, as it was named. */
export function blockedDevice(event: JournalEvent): string | null {
  return event.devices.find((device) => device.verdict === 'blocked')?.id ?? null;
}

export const columns = [
  'seq',
  'at',
  'user',
  'device',
  'verdict',
  'reason',
  'status',
  'operation',
  'protocol',
  'client',
  'identity',
  'search',
  'event',
] as const;

/**
 * The values of `columns`. `json` is the event as it is kept, byte for byte.
 * @throws RangeError when `at` is no instant: such an event could never be found again
 */
export function valuesOf(event: JournalEvent, json: string): readonly unknown[] {
  const at = Date.parse(event.at);
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${event.at}`);
  return [
    event.seq,
    at,
    foldOrNull(event.user),
    foldOrNull(blockedDevice(event)),
    event.verdict,
    fold(event.reason),
    event.status,
    foldOrNull(event.operation),
    fold(event.protocol),
    fold(event.client),
    event.identity,
    searchText(event),
    json,
  ];
}

/** What `LogFilter.text` looks in. A line each: a needle cannot match across two fields. */
function searchText(event: JournalEvent): string {
  const devices = event.devices.map((device) => device.id);
  const parts = [event.user, ...devices, event.userAgent, event.reason, event.operation];
  return fold([...parts, event.requestId].filter((part) => part !== null).join('\n'));
}

/** Each device once, folded. */
export function devicesOf(event: JournalEvent): readonly string[] {
  return [...new Set(event.devices.map((device) => fold(device.id)))];
}

/** Whose mail an EWS request is about, and what it wants: the key of `mailbox_events`. */
export function mailboxOf({
  protocol,
  mailbox,
  user,
  operation,
}: JournalEvent): readonly [mailbox: string, operation: string] | null {
  const whose = mailbox ?? user;
  return protocol !== 'ews' || whose === null ? null : [fold(whose), fold(operation ?? '')];
}
