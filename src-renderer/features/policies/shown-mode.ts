import type { ComplianceMode } from '../../../src-shared/settings/in-force.ts';
import { complianceModes } from '../../../src-shared/settings/in-force.ts';
import type { useSettings } from '../../stores/settings.ts';

const key = 'compliance.mode';

/** The mode that the form shows, null where the file has none. */
export function shownMode({
  draft,
  settings,
}: ReturnType<typeof useSettings.getState>): ComplianceMode | null {
  const shown = draft[key] ?? settings?.find((each) => each.key === key)?.saved;
  return complianceModes.find((each) => each === shown) ?? null;
}
