/** A Samba domain controller that is a KDC alone: nearest to a Windows domain, up in five seconds. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccounts, keytabOf } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { inPlace } from './folder.ts';
import type { Place } from './folder.ts';
import { startKdc } from './kdc.ts';
import { domainOf, krb5Conf } from './krb5-conf.ts';
import { createOracle } from './oracle.ts';
import { freePort, onFreePort } from './ports.ts';
import { isTarget, peopleOf, servicesOf } from './principals.ts';
import type { Person, Service } from './principals.ts';
import { mustRun } from './process.ts';
import { changeDomain, FLAGS, SAMBA_ENV } from './samba-accounts.ts';
import type { SambaChange } from './samba-accounts.ts';
import { smbConf } from './samba-conf.ts';
import type { Kdc, Realm } from './types.ts';

export interface SambaOptions {
  /** Upper case; `EX.TEST` when it is left out. */
  readonly realm?: string;
}

export interface SambaRealm extends Realm {
  readonly kind: 'samba';
}

export const startSamba = (options: SambaOptions = {}): Promise<SambaRealm> =>
  inPlace('samba', (place) => started(place, options));

async function started(place: Place, { realm = 'EX.TEST' }: SambaOptions): Promise<SambaRealm> {
  const { folder } = place;
  const people = peopleOf(realm);
  const services = servicesOf(realm, { sha2: false });
  const accounts = createAccounts({
    realm,
    folder,
    people,
    services,
    nameOf: ({ account }) => account,
  });
  await provision(folder, realm);
  const change = (...changes: readonly SambaChange[]): Promise<void> =>
    changeDomain(
      {
        configuration: join(folder, 'smb.conf'),
        database: join(folder, 'domain', 'private', 'sam.ldb'),
      },
      changes,
    );
  const kdc = await onFreePort((port) => startAs(folder, realm, port));
  place.onStop(() => kdc.kill());
  await change(
    ...people.map(addPerson),
    ...services.map(addService),
    ...services.map((service) => exportKeys(service, keytabOf(folder, service.role))),
  );
  const krb5 = join(folder, 'krb5.conf');
  await writeFile(krb5, krb5Conf([{ realm, ports: [kdc.port] }]));
  return {
    kind: 'samba',
    realm,
    domain: domainOf(realm),
    folder,
    port: kdc.port,
    kdcs: [kdc],
    krb5Conf: krb5,
    env: { KRB5_CONFIG: krb5 },
    oracle: createOracle({ KRB5_CONFIG: krb5 }, folder),
    people,
    account: accounts.account,
    person: accounts.person,
    ...changes(folder, accounts, change),
    pids: () => [kdc.pid],
    log: kdc.log,
    stop: place.stop,
  };
}

const workgroupOf = (realm: string): string => realm.split('.')[0] ?? realm;

async function provision(folder: string, realm: string): Promise<void> {
  // Or the machine's own configuration would count.
  await writeFile(join(folder, 'empty.conf'), '[global]\n');
  await mustRun({
    command: 'samba-tool',
    env: SAMBA_ENV,
    args: [
      ...['domain', 'provision', `--configfile=${folder}/empty.conf`],
      ...[`--targetdir=${folder}/domain`, `--realm=${realm}`, `--domain=${workgroupOf(realm)}`],
      ...['--server-role=dc', '--dns-backend=NONE', '--adminpass=Adm1n-pass'],
      ...['--host-name=dc1', '--host-ip=127.0.0.1', '--option=vfs objects='],
      ...['--option=interfaces=127.0.0.1', '--option=bind interfaces only=yes'],
    ],
  });
}

async function startAs(folder: string, realm: string, port: number): Promise<Kdc> {
  const file = join(folder, 'smb.conf');
  const passwordPort = await freePort();
  const workgroup = workgroupOf(realm);
  await writeFile(file, smbConf({ folder, realm, workgroup, port, passwordPort }));
  return startKdc(port, {
    command: 'samba',
    args: ['-i', '-M', 'single', '-s', file],
    env: SAMBA_ENV,
  });
}

const USUAL = FLAGS.normal | FLAGS.passwordLasts;

const flagsOf = (person: Person, disabled: boolean): number =>
  USUAL |
  (disabled ? FLAGS.disabled : 0) |
  (person.protected ? FLAGS.notDelegated : 0) |
  (person.unauthenticated ? FLAGS.noPreauthentication : 0);

const addPerson = (person: Person): SambaChange => ({
  change: 'add',
  account: person.name,
  password: person.password,
  upn: person.upn,
  flags: flagsOf(person, person.disabled === true),
  delegates: [],
});

const addService = ({ account, password, spn, transition, delegates }: Service): SambaChange => ({
  change: 'add',
  account,
  password,
  spn,
  flags: USUAL | (transition ? FLAGS.transition : 0),
  delegates,
});

/** Who logs on does so by its account; what receives tickets is known by its SPN. */
const exportKeys = (service: Service, file: string): SambaChange => ({
  change: 'keytab',
  principal: isTarget(service) ? service.spn : service.account,
  file,
});

function changes(
  folder: string,
  accounts: Accounts,
  change: (...changes: readonly SambaChange[]) => Promise<void>,
): Pick<Realm, 'setPassword' | 'setDelegation' | 'setDisabled'> {
  return {
    setPassword: async (role, password) => {
      const service = accounts.service(role);
      const fresh = `${keytabOf(folder, role)}.new`;
      await change(
        { change: 'password', account: service.account, password },
        exportKeys(service, fresh),
      );
      await rename(fresh, keytabOf(folder, role));
      accounts.learn(role, password);
    },
    setDelegation: (role, delegates) =>
      change({ change: 'delegation', account: accounts.service(role).account, delegates }),
    setDisabled: (name, disabled) =>
      change({ change: 'flags', account: name, flags: flagsOf(accounts.person(name), disabled) }),
  };
}
