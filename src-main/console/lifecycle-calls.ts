/** restart and stop, of a running gateway only. */
import type { RestartReport } from '../../src-shared/contract/calls.ts';
import { valueOf, type UseCase } from './options.ts';
import { requireRunning } from './status.ts';

export async function restart({ running }: UseCase): Promise<RestartReport> {
  return valueOf(await requireRunning(running).service.restart());
}

/** Resolves when the gateway has drained; the process ends soon after. */
export async function stop({ running }: UseCase): Promise<Record<string, never>> {
  await requireRunning(running).stop();
  return {};
}
