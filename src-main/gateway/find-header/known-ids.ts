/** Which ids the directory knows, as what, and whose they are. */
import type { DeviceRecord, Directory } from '../../compliance/directory.ts';
import { normaliseDeviceId } from '../../compliance/normalise.ts';
import type { Identity } from '../../../src-shared/decision.ts';
import type { IdKind } from '../../../src-shared/contract/find-header.ts';

export interface KnownId {
  readonly id: string;
  /** Null: several devices have it. */
  readonly kind: IdKind | null;
  readonly ofUser: boolean;
}

/** @param domains of the settings */
export function knownIds(
  ids: readonly string[],
  identity: Identity,
  directory: Directory,
  domains: Readonly<Record<string, string>>,
): readonly KnownId[] {
  const person = personOf(identity, directory, domains);
  return ids.flatMap((id): KnownId[] => {
    const match = directory.findDevice(id);
    if (match.kind === 'ambiguous') return [{ id, kind: null, ofUser: false }];
    if (match.kind !== 'device') return [];
    const { record } = match;
    return [{ id, kind: kindOf(id, record), ofUser: record.person === person }];
  });
}

/** Whose devices ENS speaks of: those of the mailbox that it acts for. */
function personOf(
  { user, mailbox }: Identity,
  directory: Directory,
  domains: Readonly<Record<string, string>>,
): string | null {
  const name = mailbox ?? user;
  const match = name === null ? null : directory.resolveUser(name, domains);
  return match?.kind === 'person' ? match.person : null;
}

function kindOf(id: string, { id: eas, ids }: DeviceRecord): IdKind | null {
  const asked = normaliseDeviceId(id);
  if (asked === eas) return 'eas';
  if (asked === ids.udid) return 'udid';
  if (asked === ids.serial) return 'serial';
  return asked === ids.uem ? 'uem' : null;
}

/** Enough to recognise a device that one has before oneself, and nobody else's. */
export function masked(id: string): string {
  if (id.length < 6) return '…';
  const shown = id.length < 12 ? 1 : 2;
  return `${id.slice(0, shown)}…${id.slice(-shown)}`;
}
