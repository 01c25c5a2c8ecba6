/** What waits for a person, and its confirmation. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import type { Waiting } from '../compliance/held.ts';
import { valueOf, type UseCase } from './options.ts';
import type { Running } from './running.ts';
import { requireRunning } from './status.ts';

export async function held({ running }: UseCase): Promise<Answer<'held'>> {
  const waiting = await waitingIn(requireRunning(running));
  return waiting.map((each) => ({
    ...each,
    of: each.of.map((device) => ({ ...device, users: [...device.users] })),
  }));
}

export async function confirmHeld(
  { running }: UseCase,
  seen: Params<'confirmHeld'>,
): Promise<Answer<'confirmHeld'>> {
  const { engine, hot } = requireRunning(running);
  if (seen.what === 'policies') return { confirmed: await hot.confirm(seen.since) };
  return valueOf(await engine.confirmHeld(seen));
}

export async function waitingIn({ engine, hot }: Running): Promise<readonly Waiting[]> {
  const policies = hot.held();
  return [...valueOf(await engine.held()), ...(policies === null ? [] : [policies])];
}
