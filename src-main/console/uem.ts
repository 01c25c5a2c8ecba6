/** Device management, as far as a running gateway asks it. */
import type { Answer } from '../../src-shared/contract/calls.ts';
import { valueOf, type UseCase } from './options.ts';
import { requireRunning } from './status.ts';

export async function syncNow({ running }: UseCase): Promise<Answer<'syncNow'>> {
  return valueOf(await requireRunning(running).engine.syncNow());
}
