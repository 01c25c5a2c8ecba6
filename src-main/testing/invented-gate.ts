/** What the product's own rules say of invented devices: pictures show no decision that it would not make. */
import type { Explanation } from '../../src-shared/decision.ts';
import type { Enrollment } from '../../src-shared/devices.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { buildDirectory } from '../compliance/build.ts';
import { decide } from '../compliance/decide.ts';
import { explain, hypotheticalIdentity } from '../compliance/explain.ts';

export interface InventedClient {
  readonly user: string;
  readonly device: string;
  /** Null: device management does not know it. */
  readonly enrollment: Enrollment | null;
  /** Where the device is a colleague's. */
  readonly owner?: string;
  readonly blockedByAdmin?: boolean;
}

const policies: Policies = {
  ...{ mode: 'enforce', unknownDevices: 'block', requireDevice: false },
  ...{ serviceAccounts: [], onlyEnsMayUseEws: false, domains: {} },
};

export type Explain = (whom: {
  readonly user?: string | undefined;
  readonly device?: string | undefined;
}) => Explanation;

export function inventedGate(clients: readonly InventedClient[], now: Date): Explain {
  const before = now.getTime() - 6 * 86_400_000;
  const directory = buildDirectory({
    records: clients.flatMap(({ user, device, owner = user, enrollment }) =>
      enrollment === null
        ? []
        : [
            {
              ...{ deviceId: device, users: [owner], enrollment, enrollmentSince: before },
              ...{ managed: true, compromised: false, encrypted: true },
            },
          ],
    ),
    overrides: clients
      .filter(({ blockedByAdmin }) => blockedByAdmin === true)
      .map(({ user, device }) => ({
        ...{ device, user, action: 'block' as const, until: null, note: null, by: 'm.admin' },
        at: new Date(before).toISOString(),
      })),
    loadedAt: now.getTime() - 184_000,
    available: true,
  });
  return (whom) => {
    const identity = hypotheticalIdentity(whom, directory);
    return explain(decide(identity, directory, policies, now), identity);
  };
}
