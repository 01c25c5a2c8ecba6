/**
 * How is judged at this moment: as the settings say, unless something forbids to take them at their word (ADR 28).
 * Made anew only when it changes, because what is compiled of policies hangs on the object.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ComplianceSettings } from '../../src-shared/settings/in-force.ts';

export interface Circumstances {
  /** There never was a list of devices: nobody could pass. */
  readonly isCold: boolean;
}

/** Nothing is blocked by a gate that never knew a device, unless that is wanted. */
export function judgedBy(
  compliance: ComplianceSettings,
  { isCold }: Circumstances,
): ComplianceSettings {
  const { policies, coldStart } = compliance;
  if (!isCold || policies.mode !== 'enforce' || coldStart === 'block') return compliance;
  return { ...compliance, policies: { ...policies, mode: 'test' } };
}

export interface Judging {
  /** As the settings say. */
  readonly settings: () => ComplianceSettings;
  readonly take: (compliance: ComplianceSettings) => void;
  readonly now: () => ComplianceSettings;
  /** After circumstances may have changed: what counts now, null where it counted before. */
  readonly look: () => ComplianceSettings | null;
  /** Nobody is blocked for the only reason that there never was a list. */
  readonly coldStart: () => boolean;
}

export function openJudging(
  compliance: ComplianceSettings,
  circumstances: () => Circumstances,
): Judging {
  let settings = compliance;
  let seen = circumstances();
  let now = judgedBy(settings, seen);
  return {
    settings: () => settings,
    take: (next) => {
      settings = next;
      seen = circumstances();
      now = judgedBy(settings, seen);
    },
    now: () => now,
    look: () => {
      const found = circumstances();
      if (isDeepStrictEqual(found, seen)) return null;
      seen = found;
      now = judgedBy(settings, seen);
      return now;
    },
    coldStart: () => now.policies.mode !== settings.policies.mode,
  };
}
