/** The directory for people: from the gateway that runs, else from the files. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { calmly } from '../compliance/work.ts';
import { findingDevices, judgingKnocked, oneDevice } from '../engine/devices.ts';
import { valueOf, type UseCase } from './options.ts';
import { savedView } from './view.ts';

export async function devices(use: UseCase, query: Params<'devices'>): Promise<Answer<'devices'>> {
  if (use.running !== null) return valueOf(await use.running.engine.devices(query));
  return calmly(findingDevices(await savedView(use), query, use.now()));
}

export async function device(use: UseCase, { id }: Params<'device'>): Promise<Answer<'device'>> {
  const found =
    use.running === null
      ? oneDevice(await savedView(use), id, use.now())
      : valueOf(await use.running.engine.device(id));
  return { device: found };
}

export async function standings(
  use: UseCase,
  { devices: knocked }: Params<'standings'>,
): Promise<Answer<'standings'>> {
  if (use.running !== null) return [...valueOf(await use.running.engine.standings(knocked))];
  return calmly(judgingKnocked(await savedView(use), knocked, use.now()));
}
