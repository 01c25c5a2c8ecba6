/** What a change of the policies would do, before anybody saves it. */
import type { Params } from '../../src-shared/contract/calls.ts';
import type { ImpactReport } from '../../src-shared/contract/policies.ts';
import { readClients } from '../engine/blocked-thread.ts';
import type { Deciding } from '../engine/engine.ts';
import { impactReport, recentQuestion } from '../engine/impact.ts';
import { draftPolicies } from '../settings/draft-policies.ts';
import { valueOf, type UseCase } from './options.ts';
import { savedView } from './view.ts';

type Changes = Params<'impact'>['changes'];

/** The saved settings with the changes laid over them; rejects where these could not be saved. */
export async function decidingWith(use: UseCase, changes: Changes): Promise<Deciding> {
  return valueOf(await use.files.run(() => draftPolicies(use.paths, changes)));
}

export async function impact(
  use: UseCase,
  { changes, asker }: Params<'impact'>,
): Promise<ImpactReport> {
  const deciding = await decidingWith(use, changes);
  if (use.running !== null) return valueOf(await use.running.engine.impact({ deciding, asker }));
  const now = use.now();
  const [view, recent] = await Promise.all([
    savedView(use),
    readClients(recentQuestion(use.paths.journal, now)),
  ]);
  const { directory, settings } = view;
  const before = settings.compliance;
  return valueOf(
    await impactReport({ directory, before, after: deciding, recent: valueOf(recent), now }),
  );
}
