/**
 * How is judged at this moment: as the settings say, unless something forbids to take them at their word (ADR 28).
 * Made anew only when it changes, because what is compiled of policies hangs on the object.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ComplianceSettings } from '../../src-shared/settings/in-force.ts';
import type { Deciding } from './engine.ts';

export interface Circumstances {
  /** There never was a list of devices: nobody could pass. */
  readonly isCold: boolean;
  /** See `Policies`. */
  readonly clockAhead: number;
}

/** Nothing is blocked by a gate that never knew a device, unless that is wanted. */
export function judgedBy(
  compliance: ComplianceSettings,
  { isCold, clockAhead }: Circumstances,
): ComplianceSettings {
  const { policies, coldStart } = compliance;
  const opens = isCold && policies.mode === 'enforce' && coldStart === 'test';
  if (!opens && clockAhead === 0) return compliance;
  const mode = opens ? 'test' : policies.mode;
  return { ...compliance, policies: { ...policies, mode, clockAhead } };
}

export interface Judging {
  /** As the settings say. */
  readonly settings: () => ComplianceSettings;
  readonly take: (compliance: ComplianceSettings) => void;
  readonly now: () => ComplianceSettings;
  /** Other policies as they would be taken now: a draft is compared under the same circumstances. */
  readonly draft: (deciding: Deciding) => Deciding;
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
    draft: (deciding) => judgedBy({ ...settings, ...deciding }, seen),
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
