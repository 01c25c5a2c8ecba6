/**
 * Expected failures are values with a stable code. One table gives each code its remedy;
 * the message is written where the failure is found, because only there the facts are known.
 */
import { z } from 'zod';
import { secretNameSchema, type SecretName } from './secrets.ts';

/** What to do about it, by code. A problem may carry a more precise remedy of its own. */
export const remedies = {
  USAGE: 'See `sallyport help`.',
  HOME_MISSING: 'Create it with `sallyport init --home DIR`.',
  HOME_IN_USE: 'Another process works on this home folder. Stop it, or use another home folder.',
  HOME_UNSAFE: 'Make the folder belong to the account that runs the gateway, and to nobody else.',
  NOT_RUNNING: 'Start the gateway with `sallyport serve`.',
  PORT_IN_USE: 'Choose another listener.port, or stop the process that has the port.',
  PORT_FORBIDDEN:
    'Ports below 1024 need a privilege: choose a higher port or grant CAP_NET_BIND_SERVICE.',
  ADDRESS_UNAVAILABLE: 'Set listener.host to an address of this machine.',
  FILE_MISSING: 'Put the file there, or correct the setting that names it.',
  FILE_UNREADABLE: 'Check that the file exists and that this account may read it.',
  FILE_TOO_LARGE: 'Make the file smaller.',
  FILE_UNWRITABLE: 'Check free space and that this account may write there.',
  JSON_SYNTAX: 'Mend the JSON at the place named.',
  CSV_SYNTAX: 'Mend the file at the place named; docs/devices.md says in which form it is read.',
  SCHEMA: 'Correct the value; docs/settings.md lists what is allowed.',
  KEY_MISSING: 'Add the key; docs/settings.md says what it means.',
  KEY_UNKNOWN: 'The key is kept but has no effect. Check its spelling.',
  KEY_DUPLICATE: 'Keep one of the lines: the last one counts.',
  KEY_NO_EFFECT: 'Use the full name remove.unsupported.auth.for.ews.',
  KEY_OLD_FILE: 'The file comes from an older version; add the key to use the setting.',
  BOM: 'Remove the byte order mark at the start of the file: it hides the first key.',
  BOOLEAN: 'Write true or false, with nothing after it.',
  NUMBER: 'Write a whole number in the range named.',
  HOST_AND_PORT:
    'Write it as https://host:443 with scheme and port and nothing after it; IPv6 in brackets.',
  PATH_OUTSIDE: 'Name a file inside the config folder.',
  LOOP: 'Name the Exchange server, not an address of this gateway.',
  HOST_UNRESOLVED: 'Check the name and the DNS of this machine.',
  CERTIFICATE: 'Check that the file is PEM (or PFX), unexpired, and holds the whole chain.',
  CERTIFICATE_CHANGED: 'Look at what the server shows now, and compare its fingerprint anew.',
  CERTIFICATE_REFUSED: 'Mend what is named; trusting the certificate would not help.',
  REVOCATION_LIST:
    'Check that this machine reaches the address, and that the authority publishes its list there.',
  KEY_MISMATCH: 'Use the private key that belongs to the certificate.',
  PLAIN_EXPOSED: 'Set listener.tls, listen on 127.0.0.1, or name the balancers that may connect.',
  TLS_UNCHECKED:
    'Trust the certificate of Exchange in config/trust instead of ignoring TLS errors.',
  DEVICE_DUPLICATE: 'Keep one record per deviceId.',
  DEVICE_UNKNOWN: 'Check the spelling; it is kept and counts as soon as such a device appears.',
  USER_UNKNOWN: 'Check the spelling; it is kept and counts as soon as such a user appears.',
  ENS_SOURCES:
    'Name the addresses of ENS in compliance.ens.sources: requests of nobody else are looked at.',
  NOT_ENFORCED: 'Set compliance.mode to enforce: it counts at once.',
  OVERRIDE_UNKNOWN: 'Check the spelling of the device and of the user.',
  OVERRIDE_CHANGED: 'Look at what is decided about the device now, and decide anew.',
  IMPACT_OUTDATED: 'Ask again: a newer question took the place of this one.',
  DIRECTORY_HELD: 'Look at the list of devices; confirm it, or mend it.',
  POLICIES_HELD: 'Look at whom they would block; confirm them, or change them back.',
  CLOCK_HELD: 'Look at the clock of this machine; confirm it, or mend it.',
  DIRECTORY_NONE: 'Fetch the complete list of devices first.',
  DIRECTORY_STALE: 'Mend the file named; until then the last good directory serves.',
  UEM_OFF: 'Set uem.url with the other keys below uem; docs/settings.md lists them.',
  UEM_UNREACHABLE:
    'Check uem.url, uem.proxy and the network to UEM. The devices that are known serve meanwhile.',
  UEM_CERTIFICATE:
    'If the certificate is right, put it or its authority into config/trust, and restart. The devices that are known serve meanwhile.',
  UEM_SIGN_IN:
    'Check the account or client of UEM, its role (use of the API, reading of devices), and the secrets uem.password, uem.tenantCode or uem.clientSecret.',
  UEM_ANSWER:
    'Check that uem.url names the host of the REST API and not that of the console. The devices that are known serve meanwhile.',
  UEM_LIMIT: 'Ask less often (uem.bulkHours, uem.deltaMinutes), or look who else uses the API.',
  UEM_UNSTEADY: 'It is tried again by itself. If it stays, read all devices at a quieter hour.',
  UEM_EMPTY:
    'Check uem.organizationGroup, the role of the account, and whether UEM manages mail of these devices.',
  UEM_CLOCK: 'Set the clock of this machine, and of UEM.',
  UEM_OLD: 'Mend the way to UEM, or set uem.maxAgeHours=0.',
  CONFIG_STALE: 'The file changed underneath. Read it again and repeat the change.',
  NO_SUCH_VERSION: 'List the versions with `sallyport history`.',
  RESTART_REFUSED: 'Mend what is listed; the gateway goes on with the settings in force.',
  UPSTREAM_UNREACHABLE: 'Check emailServer.hostAndPort and the network to Exchange.',
  JOURNAL_FAILING: 'Check free space and permissions of the journal folder. Mail flows on.',
  PUSH_UNAVAILABLE:
    'Choose another uem.push.host or uem.push.port, or stop the process that has the port; then restart.',
  ADMIN_UNAVAILABLE:
    'Choose another admin.port, or stop the process that has the port; then restart.',
  ADMIN_TOKEN:
    'Make state/admin-token readable by the account of the gateway alone, or delete it: a new one is made.',
  SECRETS_UNUSABLE:
    'Make state/secrets.json a file that only the account of the gateway may read, and set the secrets anew.',
  SECRET_VALUE: 'Give one line of text, or for a keytab the file itself.',
  SECRET_MISSING:
    'Set it in the window under Settings, or with `sallyport secret set NAME`, which asks for it.',
  KERBEROS_OFF: 'Set kcd.enabled=true with the other keys below kcd; docs/settings.md lists them.',
  ACCESS_LOG_FAILING: 'Check free space and permissions of the logs folder. Mail flows on.',
  GATEWAY_ENDED: 'It is started again by itself, three times within five minutes. Look at its log.',
  CHANNEL: 'The gateway did not answer on its control channel. Look at its log.',
  BUILD: 'Run the command again; if it fails again, report it.',
  INTERNAL: 'This is a bug: please report it with the log.',
} as const;
export type ErrorCode = keyof typeof remedies;
const errorCodes = Object.keys(remedies) as [ErrorCode, ...ErrorCode[]];

/** The interface's error: `{code, message, remedy, file?, line?, key?, severity}`. */
export const problemSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string(),
  file: z.string().optional(),
  line: z.int().optional(),
  key: z.string().optional(),
  /** Which secret mends it once it is set. */
  secret: secretNameSchema.optional(),
  severity: z.enum(['error', 'warning']),
});
export type Problem = z.infer<typeof problemSchema>;

/** Where and how bad; the defaults are "error" and the remedy of the code. */
export interface ProblemDetails {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly key?: string | undefined;
  readonly secret?: SecretName | undefined;
  readonly severity?: 'error' | 'warning' | undefined;
  readonly remedy?: string | undefined;
}

export function problem(code: ErrorCode, message: string, details: ProblemDetails = {}): Problem {
  return {
    code,
    message,
    remedy: details.remedy ?? remedies[code],
    ...(details.file === undefined ? {} : { file: details.file }),
    ...(details.line === undefined ? {} : { line: details.line }),
    ...(details.key === undefined ? {} : { key: details.key }),
    ...(details.secret === undefined ? {} : { secret: details.secret }),
    severity: details.severity ?? 'error',
  };
}

export function warning(code: ErrorCode, message: string, details: ProblemDetails = {}): Problem {
  return problem(code, message, { ...details, severity: 'warning' });
}

/** A value, or why there is none. `warnings` never stop anything. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function success<Value>(value: Value, warnings: readonly Problem[] = []): Result<Value> {
  return { ok: true, value, warnings };
}

export function failure(...problems: readonly Problem[]): {
  ok: false;
  problems: readonly Problem[];
} {
  return { ok: false, problems };
}

export function isError(candidate: Problem): boolean {
  return candidate.severity === 'error';
}

/** Exhaustiveness: the compiler refuses a call that can be reached. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

/** For calls whose failure is exceptional to the caller but still has a code (the control channel, start-up). */
export class SallyportError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((each) => `${each.code}: ${each.message}`).join('\n'));
    this.name = 'SallyportError';
    this.problems = problems;
  }
}
