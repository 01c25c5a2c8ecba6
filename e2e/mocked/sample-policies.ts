/** Invented impacts of invented policies. */
import type { ImpactChange, ImpactReport } from '../../src-shared/contract/policies.ts';

const blockedBy = { inactivity: 12, compromised: 3, enrollment: 9, 'unknown device': 17 };

/** Nothing changes: what the policies in force stop. */
export const noImpact: ImpactReport = {
  ...{ devices: 12_410, newlyBlocked: 0, newlyAllowed: 0, blocked: 41, of: [], blockedBy },
  ...{ asIfEnforced: false, clients: 8_214, tooMany: false },
};

const people = [
  'a.lindqvist',
  'm.okafor',
  'j.tanaka',
  'p.ferreira',
  's.novak',
  'd.haddad',
  'k.weber',
];

function loses(at: number): ImpactChange {
  return {
    change: 'blocked',
    deviceId: `ANDROID${(0x5f3a10 + at * 7919).toString(16).toUpperCase()}C2D4`,
    users: [`${people[at % people.length] ?? ''}@corp.example`],
    ...{ reasonBefore: 'COMPLIANT', reasonAfter: 'DEVICE_NOT_ENCRYPTED' },
  };
}

const gains: readonly ImpactChange[] = ['l.moreau', 'r.singh'].map((name, at) => ({
  change: 'allowed',
  deviceId: `APPL${(0x2b7c40 + at * 4421).toString(16).toUpperCase()}Q1MN`,
  users: [`${name}@corp.example`],
  ...{ reasonBefore: 'DEVICE_OUT_OF_CONTACT', reasonAfter: 'COMPLIANT' },
}));

export const someImpact: ImpactReport = {
  ...noImpact,
  ...{ newlyBlocked: 37, newlyAllowed: 2, blocked: 76 },
  of: [...Array.from({ length: 37 }, (_, at) => loses(at)), ...gains],
  blockedBy: { ...blockedBy, inactivity: 10, encryption: 37 },
};

/** More than anybody means at once. */
export const greatImpact: ImpactReport = {
  ...someImpact,
  ...{ newlyBlocked: 1_904, blocked: 1_943, tooMany: true },
};
