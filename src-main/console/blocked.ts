/** Who knocked and is blocked now: the journal names them, the decision of this moment keeps them. */
import type { Params } from '../../src-shared/contract/calls.ts';
import type { BlockedClient } from '../../src-shared/events.ts';
import { readBlocked } from '../engine/blocked-thread.ts';
import { blockedNow, MOST_CLIENTS } from '../engine/questions.ts';
import { valueOf, type UseCase } from './options.ts';
import { savedView } from './view.ts';

const DEFAULT_SINCE_MS = 7 * 24 * 3600 * 1000;

export async function blocked(
  use: UseCase,
  { since }: Params<'blocked'>,
): Promise<BlockedClient[]> {
  const now = use.now();
  const from = since === undefined ? new Date(now.getTime() - DEFAULT_SINCE_MS) : new Date(since);
  if (use.running !== null) return [...valueOf(await use.running.engine.blocked(from.getTime()))];
  const question = { folder: use.paths.journal, since: from, limit: MOST_CLIENTS };
  const knocked = valueOf(await readBlocked(question));
  return knocked.length === 0 ? [] : blockedNow(await savedView(use), knocked, now);
}
