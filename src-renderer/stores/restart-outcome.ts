/** How many requests a restart cost: the report of the call does not say, the journal does. */
import type { StoredEvent } from '../../src-shared/contract/window.ts';
import { call } from '../api.ts';

/** What the gateway remarks on a request that it ended itself, not because its device was blocked. */
const cutRemarks = ['cut: the settings changed', 'cut: the gateway stopped'];

export function wasCut({ event }: StoredEvent): boolean {
  return cutRemarks.some((remark) => event.remark?.includes(remark) === true);
}

/** Null: the journal could not be asked. */
export async function failedSince(began: Date): Promise<number | null> {
  const reply = await call('events', { filter: { since: began.toISOString() }, limit: 500 });
  return reply.ok ? reply.value.filter(wasCut).length : null;
}
