/** The database of an MIT realm: made by MIT's tools, delegation and UPNs written into its LDAP entries. */
import { join } from 'node:path';
import type { Directory } from './directory.ts';
import { isTarget } from './principals.ts';
import type { Person, Service } from './principals.ts';
import { mustRun, runTool } from './process.ts';
import type { Environment } from './process.ts';

const SHA2 = 'aes256-cts-hmac-sha384-192:normal,aes128-cts-hmac-sha256-128:normal';
const SESSION_SHA2 = '"aes256-sha2 aes128-sha2"';
const SESSION_ALL = '"aes256-cts aes128-cts aes256-sha2 aes128-sha2"';

export interface Database {
  readonly realm: string;
  readonly folder: string;
  readonly directory: Directory;
  readonly env: Environment;
}

export async function createDatabase({ realm, folder, directory, env }: Database): Promise<void> {
  const { admin, password, url, base } = directory;
  const stash = join(folder, 'stash');
  const as = ['-D', admin, '-w', password, '-H', url];
  const made = ['create', '-s', '-sf', stash, '-P', 'master-pw1', '-subtrees', base, '-r', realm];
  await mustRun({ command: 'kdb5_ldap_util', args: [...as, ...made], env });
}

/** @throws Error when one of the commands fails: kadmin.local itself succeeds whatever they do */
export async function kadmin(
  { realm, env }: Database,
  commands: readonly string[],
): Promise<string> {
  const { exit, output } = await runTool({
    command: 'kadmin.local',
    args: ['-r', realm],
    env,
    input: `${commands.join('\n')}\n`,
  });
  const failed = /^[\w.]+: .*( while |usage)/im.test(output);
  if (exit !== 0 || failed) throw new Error(`kadmin.local ended with ${exit}:\n${output}`);
  return output;
}

/** An attribute that is named drops the default ones of the realm, so all are named. */
export function addPerson({ name, password, ...person }: Person): string {
  const flags = [
    person.unauthenticated ? '-requires_preauth' : '+requires_preauth',
    ...(person.protected ? ['-allow_forwardable'] : []),
    ...(person.disabled ? ['-allow_tix'] : []),
  ];
  return `addprinc -pw ${password} ${flags.join(' ')} ${name}`;
}

export function addService(service: Service): readonly string[] {
  const { spn, password, transition, sha2 } = service;
  // S4U2Self's ticket says nothing of pre-authentication, and a target that wants it refuses that evidence.
  const flags = isTarget(service)
    ? ['-requires_preauth']
    : ['+requires_preauth', ...(transition ? ['+ok_to_auth_as_delegate'] : [])];
  const types = sha2 === undefined ? [] : ['-e', SHA2];
  return [
    ['addprinc', '-pw', password, ...types, ...flags, spn].join(' '),
    ...(sha2 !== undefined && isTarget(service)
      ? [`setstr ${spn} session_enctypes ${SESSION_SHA2}`]
      : []),
  ];
}

export const allowSha2 = (realm: string): string =>
  `setstr krbtgt/${realm} session_enctypes ${SESSION_ALL}`;

export const exportKeys = (spn: string, file: string): string =>
  `ktadd -q -norandkey -k ${file} ${spn}`;

/** S4U2Proxy's permission stands in the entry of the one who delegates. */
export function delegation(database: Database, spn: string, targets: readonly string[]): string {
  const { realm } = database;
  return [
    `dn: ${entryOf(database, `${spn}@${realm}`)}`,
    'changetype: modify',
    'replace: krbAllowedToDelegateTo',
    ...targets.map((target) => `krbAllowedToDelegateTo: ${target}@${realm}`),
    '',
    '',
  ].join('\n');
}

/** A UPN is a second name of the entry; its `@` is not escaped there. */
export function userPrincipalName(database: Database, { name, upn }: Person): string {
  const { realm } = database;
  return [
    `dn: ${entryOf(database, `${name}@${realm}`)}`,
    'changetype: modify',
    'add: krbPrincipalName',
    `krbPrincipalName: ${upn}@${realm}`,
    '-',
    'add: krbCanonicalName',
    `krbCanonicalName: ${name}@${realm}`,
    '',
    '',
  ].join('\n');
}

export const entryOf = ({ realm, directory }: Database, principal: string): string =>
  `krbPrincipalName=${principal},cn=${realm},cn=krb5,${directory.base}`;
