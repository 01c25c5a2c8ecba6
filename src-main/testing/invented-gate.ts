/** What the product's own rules say of invented devices: pictures show no decision that it would not make. */
import type { AskedRequest, Explanation } from '../../src-shared/decision.ts';
import type { Enrollment } from '../../src-shared/devices.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { buildDirectory } from '../compliance/build.ts';
import { decide } from '../compliance/decide.ts';
import { askedAbout, explain } from '../compliance/explain.ts';

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
  ...{ serviceAccounts: [], onlyEnsMayUseEws: false, domains: {}, rules: noRules },
};

export type Explain = (whom: {
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  readonly request?: AskedRequest | undefined;
}) => Explanation;

interface Gate {
  readonly clients: readonly InventedClient[];
  readonly now: Date;
  /** Where the notification service asks from. */
  readonly ens: string;
  /** How many devices there are: those of nobody in particular fill it up. */
  readonly devices: number;
}

export function inventedGate({ clients, now, ens, devices }: Gate): Explain {
  const before = now.getTime() - 6 * 86_400_000;
  const record = (deviceId: string, owner: string, enrollment: Enrollment) => ({
    ...{ deviceId, users: [owner], enrollment, enrollmentSince: before },
    ...{ managed: true, compromised: false, encrypted: true },
  });
  const named = clients.flatMap(({ user, device, owner = user, enrollment }) =>
    enrollment === null ? [] : [record(device, owner, enrollment)],
  );
  const others = Array.from({ length: devices - named.length }, (_, index) =>
    record(`other${String(index)}`, `other${String(index)}@corp.example`, 'enrolled'),
  );
  const directory = buildDirectory({
    records: [...named, ...others],
    overrides: clients
      .filter(({ blockedByAdmin }) => blockedByAdmin === true)
      .map(({ user, device }) => ({
        ...{ device, user, action: 'block' as const, until: null, note: null, by: 'm.admin' },
        at: new Date(before).toISOString(),
      })),
    loadedAt: now.getTime() - 184_000,
    available: true,
  });
  return ({ user, device, request }) => {
    const asked = request && { ...request, fromEns: request.client === ens };
    const identity = askedAbout({ user, device, request: asked }, directory);
    return explain(decide(identity, directory, policies, now), identity);
  };
}
