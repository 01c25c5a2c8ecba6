/** Shows a request of ENS to the search for the device header, while there is one. */
import type { Reading } from '../reading.ts';
import type { Identity } from '../../../src-shared/decision.ts';

/** @param identity as far as it is known now */
export function lookForHeader({ transaction, shared }: Reading, identity: Identity): void {
  const { headerSearch } = shared;
  if (!headerSearch.isOn || !identity.fromEns || identity.protocol !== 'ews') return;
  const { generation, host, facts, lines } = transaction;
  headerSearch.look({
    ...{ identity, lines, deviceHeader: generation.identityHeaders[0] ?? null },
    ...{ directory: host.directory(), now: host.now(), passed: facts.verdict === 'allowed' },
    policies: generation.settings.compliance.policies,
  });
}
