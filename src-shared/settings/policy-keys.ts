/** Which settings are on the Policies page alone, and which decide who passes. */

/** The Settings page leaves these to the Policies page. */
export function isPolicyKey(key: string): boolean {
  return key.startsWith('compliance.policies.');
}

/** Of `compliance`, what says how it is told, or where devices and headers are found. */
const decidingNothing: ReadonlySet<string> = new Set([
  'compliance.directoryFile',
  'compliance.ewsBlockAnswer',
  'compliance.easBlockAnswer',
  'compliance.ens.deviceHeader',
  'compliance.ens.verdictHeader',
]);

/** Whether a change of it may let in or keep out somebody. */
export function isDecidingKey(key: string): boolean {
  return key.startsWith('compliance.') && !decidingNothing.has(key);
}
