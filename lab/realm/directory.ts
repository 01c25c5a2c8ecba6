/** slapd for one realm: below its folder, reached by a socket there, with no port. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { ldapSchema } from './ldap-schema.ts';
import { mustRun, startServer } from './process.ts';

const PASSWORD = 'directory-pw1';

export interface Directory {
  readonly pid: number;
  readonly url: string;
  readonly base: string;
  readonly admin: string;
  readonly password: string;
  /** LDIF of changes. */
  readonly modify: (changes: string) => Promise<void>;
  readonly kill: () => Promise<void>;
}

export async function startDirectory(folder: string, domain: string): Promise<Directory> {
  const base = domain
    .split('.')
    .map((label) => `dc=${label}`)
    .join(',');
  const admin = `cn=admin,${base}`;
  const socket = join(folder, 'ldapi');
  const url = `ldapi://${encodeURIComponent(socket)}`;
  const file = join(folder, 'slapd.conf');
  await mkdir(join(folder, 'ldap'));
  await writeFile(join(folder, 'kerberos.schema'), ldapSchema());
  await writeFile(file, configuration(folder, base, admin));
  await mustRun({ command: 'slapadd', args: ['-q', '-f', file], input: root(base, domain) });
  const server = await startServer({
    command: 'slapd',
    args: ['-f', file, '-h', url, '-d', '0'],
    ready: () => existsSync(socket) && answers(socket),
  });
  const authority = ['-x', '-D', admin, '-w', PASSWORD];
  return {
    pid: server.pid,
    url,
    base,
    admin,
    password: PASSWORD,
    modify: async (changes) => {
      await mustRun({ command: 'ldapmodify', args: ['-H', url, ...authority], input: changes });
    },
    kill: server.kill,
  };
}

const configuration = (folder: string, base: string, admin: string): string =>
  [
    'include /etc/ldap/schema/core.schema',
    `include ${folder}/kerberos.schema`,
    `pidfile ${folder}/slapd.pid`,
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    'database mdb',
    'maxsize 67108864',
    `suffix "${base}"`,
    `rootdn "${admin}"`,
    `rootpw ${PASSWORD}`,
    `directory ${folder}/ldap`,
    // It is thrown away: rather fast than lasting.
    'dbnosync',
    'index objectClass eq',
    'index krbPrincipalName eq,sub',
    '',
  ].join('\n');

const root = (base: string, domain: string): string =>
  [
    `dn: ${base}`,
    'objectClass: dcObject',
    'objectClass: organization',
    `dc: ${domain.split('.')[0] ?? domain}`,
    `o: ${domain}`,
    '',
  ].join('\n');

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
