/** Find the device header: in the running gateway, in memory alone. To set it is a change of settings like any other. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { valueOf, type UseCase } from './options.ts';
import { requireRunning } from './status.ts';

export async function findHeader(
  { running }: UseCase,
  question: Params<'findHeader'>,
): Promise<Answer<'findHeader'>> {
  return valueOf(await requireRunning(running).engine.findHeader(question));
}
