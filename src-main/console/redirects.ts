/** Where Exchange sent devices (451): kept by a running gateway, in memory alone. */
import type { Answer } from '../../src-shared/contract/calls.ts';
import { valueOf, type UseCase } from './options.ts';
import { requireRunning } from './status.ts';

export async function redirects({ running }: UseCase): Promise<Answer<'redirects'>> {
  return [...valueOf(await requireRunning(running).engine.redirects())];
}

export async function clearRedirects({ running }: UseCase): Promise<Answer<'clearRedirects'>> {
  return valueOf(await requireRunning(running).engine.clearRedirects());
}
