/** A request that nobody makes, as somebody describes it. */
import type { Params } from '../../../src-shared/contract/calls.ts';
import type { Protocol } from '../../../src-shared/decision.ts';
import type { Draft } from '../../stores/draft.ts';
import { entriesOf } from './policy-sentence.ts';

export interface Trial {
  readonly user: string;
  readonly device: string;
  readonly protocol: Protocol;
  readonly from: 'ens' | 'other';
  readonly mailbox: string;
  readonly userAgent: string;
  readonly deviceType: string;
  readonly operation: string;
  readonly by: 'inForce' | 'draft';
}

export const emptyTrial: Trial = {
  ...{ user: '', device: '', protocol: 'eas', from: 'ens', mailbox: '' },
  ...{ userAgent: '', deviceType: '', operation: '', by: 'draft' },
};

/** Nobody's address (RFC 5737): of a client that is not the notification service. */
const ELSEWHERE = '192.0.2.1';

/** What to ask; null: nobody is named. */
export function questionOf(
  trial: Trial,
  changes: Draft,
  sources: string | null,
): Params<'why'> | null {
  const [user, device] = [trial.user.trim(), trial.device.trim()];
  if (user === '' && device === '') return null;
  const isEas = trial.protocol === 'eas';
  const client = (!isEas && trial.from === 'ens' && ensAddress(sources)) || ELSEWHERE;
  const byDraft = trial.by === 'draft' && Object.keys(changes).length > 0;
  return {
    ...(user === '' ? {} : { user }),
    ...(device === '' ? {} : { device }),
    request: {
      ...{ protocol: trial.protocol, client },
      mailbox: isEas ? null : textOrNull(trial.mailbox),
      userAgent: textOrNull(trial.userAgent),
      deviceType: isEas ? textOrNull(trial.deviceType) : null,
      operation: isEas ? null : textOrNull(trial.operation),
    },
    ...(byDraft ? { changes: { ...changes } } : {}),
  };
}

/** An address that counts as the notification service's: a network begins with one of its own. */
export function ensAddress(sources: string | null): string | null {
  return entriesOf(sources ?? '[]')[0]?.split('/')[0] ?? null;
}

function textOrNull(typed: string): string | null {
  return typed.trim() === '' ? null : typed.trim();
}
