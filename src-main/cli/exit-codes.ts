/** The one table from error code to exit code (interface, "Commands"). */
import { isError, type ErrorCode, type Problem } from '../../src-shared/errors.ts';

export const exitCodes = {
  ok: 0,
  bug: 1,
  usage: 2,
  settings: 3,
  inUse: 4,
  notRunning: 5,
  changedUnderneath: 6,
} as const;
type ExitName = keyof typeof exitCodes;
export type ExitCode = (typeof exitCodes)[ExitName];

const byCode: Readonly<Record<ErrorCode, ExitName>> = {
  USAGE: 'usage',
  SECRET_VALUE: 'usage',
  NO_SUCH_VERSION: 'usage',
  DEVICE_UNKNOWN: 'usage',
  USER_UNKNOWN: 'usage',
  OVERRIDE_UNKNOWN: 'usage',

  HOME_MISSING: 'settings',
  HOME_UNSAFE: 'settings',
  PORT_FORBIDDEN: 'settings',
  ADDRESS_UNAVAILABLE: 'settings',
  FILE_MISSING: 'settings',
  FILE_UNREADABLE: 'settings',
  FILE_TOO_LARGE: 'settings',
  FILE_UNWRITABLE: 'settings',
  JSON_SYNTAX: 'settings',
  CSV_SYNTAX: 'settings',
  SCHEMA: 'settings',
  KEY_MISSING: 'settings',
  KEY_UNKNOWN: 'settings',
  KEY_DUPLICATE: 'settings',
  KEY_NO_EFFECT: 'settings',
  KEY_OLD_FILE: 'settings',
  BOM: 'settings',
  BOOLEAN: 'settings',
  NUMBER: 'settings',
  HOST_AND_PORT: 'settings',
  PATH_OUTSIDE: 'settings',
  LOOP: 'settings',
  HOST_UNRESOLVED: 'settings',
  CERTIFICATE: 'settings',
  CERTIFICATE_REFUSED: 'settings',
  KEY_MISMATCH: 'settings',
  PLAIN_EXPOSED: 'settings',
  TLS_UNCHECKED: 'settings',
  DEVICE_DUPLICATE: 'settings',
  DIRECTORY_HELD: 'settings',
  POLICIES_HELD: 'settings',
  CLOCK_HELD: 'settings',
  DIRECTORY_NONE: 'settings',
  DIRECTORY_STALE: 'settings',
  UEM_OFF: 'settings',
  UEM_UNREACHABLE: 'settings',
  UEM_CERTIFICATE: 'settings',
  UEM_SIGN_IN: 'settings',
  UEM_ANSWER: 'settings',
  UEM_LIMIT: 'settings',
  UEM_UNSTEADY: 'settings',
  UEM_EMPTY: 'settings',
  UEM_CLOCK: 'settings',
  UEM_OLD: 'settings',
  RESTART_REFUSED: 'settings',
  NOT_ENFORCED: 'settings',
  UPSTREAM_UNREACHABLE: 'settings',
  JOURNAL_FAILING: 'settings',
  PUSH_UNAVAILABLE: 'settings',
  ADMIN_UNAVAILABLE: 'settings',
  ADMIN_TOKEN: 'settings',
  ACCESS_LOG_FAILING: 'settings',
  SECRETS_UNUSABLE: 'settings',
  SECRET_MISSING: 'settings',
  REVOCATION_LIST: 'settings',
  KERBEROS_OFF: 'settings',
  ENS_SOURCES: 'settings',

  HOME_IN_USE: 'inUse',
  PORT_IN_USE: 'inUse',

  NOT_RUNNING: 'notRunning',

  CONFIG_STALE: 'changedUnderneath',
  OVERRIDE_CHANGED: 'changedUnderneath',
  CERTIFICATE_CHANGED: 'changedUnderneath',
  IMPACT_OUTDATED: 'changedUnderneath',

  GATEWAY_ENDED: 'bug',
  CHANNEL: 'bug',
  BUILD: 'bug',
  INTERNAL: 'bug',
};

/** A bug outweighs everything; else the first error decides. Warnings alone are no failure. */
export function exitCodeOf(problems: readonly Problem[]): ExitCode {
  const names = problems.filter(isError).map((each) => byCode[each.code]);
  const decisive = names.includes('bug') ? 'bug' : names[0];
  return exitCodes[decisive ?? 'ok'];
}
