/** MIT's KDC with its database in LDAP: the only one of its back ends in Debian that can delegate. Up in half a second. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccounts, keytabOf } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { startDirectory } from './directory.ts';
import { inPlace } from './folder.ts';
import type { Place } from './folder.ts';
import { startKdc } from './kdc.ts';
import { domainOf, kdcConf, krb5Conf } from './krb5-conf.ts';
import type { RealmAddress } from './krb5-conf.ts';
import {
  addPerson,
  addService,
  allowSha2,
  createDatabase,
  delegation,
  entryOf,
  exportKeys,
  kadmin,
  userPrincipalName,
} from './mit-database.ts';
import type { Database } from './mit-database.ts';
import { trustEachOther } from './mit-trust.ts';
import type { TrustingRealm } from './mit-trust.ts';
import { createOracle } from './oracle.ts';
import { library } from './parts.ts';
import { onFreePort } from './ports.ts';
import { peopleOf, servicesOf } from './principals.ts';
import type { Person } from './principals.ts';
import type { Environment } from './process.ts';
import type { Kdc, Realm } from './types.ts';

export interface MitOptions {
  /** Upper case; `EX.TEST` when it is left out. */
  readonly realm?: string;
  /** Accounts with keys of RFC 8009 alone, too. */
  readonly sha2?: boolean;
  /** How many KDCs serve the realm. */
  readonly kdcs?: number;
  /** The clock of the KDCs, as faketime(1) has it: `+1h`. */
  readonly clockOffset?: string;
  /** Both trust each other, as two domains of a forest: they share keys, and refer to the other for its people. */
  readonly trust?: MitRealm;
}

export interface MitRealm extends Realm, TrustingRealm {
  readonly kind: 'mit';
  readonly realm: string;
  readonly domain: string;
  readonly people: readonly Person[];
  /** Makes another realm known to those who speak to this one. */
  readonly introduce: (other: RealmAddress) => Promise<void>;
}

export const startMit = (options: MitOptions = {}): Promise<MitRealm> =>
  inPlace('mit', (place) => started(place, options));

async function started(place: Place, options: MitOptions): Promise<MitRealm> {
  const { folder } = place;
  const { realm = 'EX.TEST', sha2 = false, trust } = options;
  const people = peopleOf(realm);
  const services = servicesOf(realm, { sha2 });
  const database = await makeDatabase(place, realm);
  const accounts = createAccounts({ realm, folder, people, services, nameOf: ({ spn }) => spn });
  await fill(database, options, accounts);
  const trusting: TrustingRealm = {
    realm,
    domain: domainOf(realm),
    people,
    services,
    kadmin: (...commands) => kadmin(database, commands),
    modify: database.directory.modify,
    entry: (principal) => entryOf(database, principal),
  };
  if (trust !== undefined) await trustEachOther(trusting, trust);

  const kdcs: Kdc[] = [];
  for (let nth = 0; nth < (options.kdcs ?? 1); nth += 1) {
    const kdc = await onFreePort((port) => startNthKdc(nth, port, database, options.clockOffset));
    place.onStop(() => kdc.kill());
    kdcs.push(kdc);
  }
  const own: RealmAddress = { realm, ports: kdcs.map(({ port }) => port) };
  const others: RealmAddress[] = [];
  const introduce = async (other: RealmAddress): Promise<void> => {
    others.push(other);
    await writeFile(join(folder, 'krb5.conf'), krb5Conf([own, ...others]));
  };
  await writeFile(join(folder, 'krb5.conf'), krb5Conf([own]));
  if (trust !== undefined) {
    await introduce({ realm: trust.realm, ports: trust.kdcs.map(({ port }) => port) });
    await trust.introduce(own);
  }
  return {
    kind: 'mit',
    ...trusting,
    folder,
    port: own.ports[0] ?? 0,
    kdcs,
    krb5Conf: join(folder, 'krb5.conf'),
    env: { KRB5_CONFIG: join(folder, 'krb5.conf') },
    oracle: createOracle({ KRB5_CONFIG: join(folder, 'krb5.conf') }, folder),
    ...changes(database, accounts),
    account: accounts.account,
    person: accounts.person,
    introduce,
    pids: () => [database.directory.pid, ...kdcs.map(({ pid }) => pid)],
    log: () => kdcs.map((kdc) => kdc.log()).join(''),
    stop: place.stop,
  };
}

async function makeDatabase({ folder, onStop }: Place, realm: string): Promise<Database> {
  const directory = await startDirectory(folder, domainOf(realm));
  onStop(directory.kill);
  const secret = Buffer.from(directory.password).toString('hex');
  await writeFile(join(folder, 'ldap.password'), `${directory.admin}#{HEX}${secret}\n`, {
    mode: 0o600,
  });
  await writeFile(join(folder, 'acl'), '');
  // Its tools ask no KDC.
  await writeFile(join(folder, 'krb5.conf'), krb5Conf([{ realm, ports: [] }]));
  const profile = join(folder, 'kdc.conf');
  const log = join(folder, 'tools.log');
  await writeFile(profile, kdcConf({ folder, realm, port: 0, log, ldap: directory }));
  const env: Environment = {
    KRB5_CONFIG: join(folder, 'krb5.conf'),
    KRB5_KDC_PROFILE: profile,
  };
  const database: Database = { realm, folder, directory, env };
  await createDatabase(database);
  return database;
}

async function fill(database: Database, options: MitOptions, accounts: Accounts): Promise<void> {
  const { realm, folder, directory } = database;
  const sha2 = options.sha2 ?? false;
  const people = peopleOf(realm);
  const services = servicesOf(realm, { sha2 });
  await kadmin(database, [
    ...people.map(addPerson),
    ...services.flatMap(addService),
    ...(sha2 ? [allowSha2(realm)] : []),
    ...services.map(({ role, spn }) => exportKeys(spn, accounts.account(role).keytab)),
  ]);
  const delegating = services.filter(({ delegates }) => delegates.length > 0);
  await directory.modify(
    [
      ...delegating.map(({ spn, delegates }) => delegation(database, spn, delegates)),
      ...people.map((person) => userPrincipalName(database, person)),
    ].join(''),
  );
  await rm(join(folder, 'tools.log'), { force: true });
}

type Changes = Pick<Realm, 'setPassword' | 'setDelegation' | 'setDisabled'>;

function changes(database: Database, accounts: Accounts): Changes {
  const { folder, directory } = database;
  return {
    setPassword: async (role, password) => {
      const { spn } = accounts.service(role);
      const fresh = `${keytabOf(folder, role)}.new`;
      const types = accounts.service(role).sha2 === undefined ? '' : '-e aes256-sha2,aes128-sha2';
      await kadmin(database, [`cpw -pw "${password}" ${types} ${spn}`, exportKeys(spn, fresh)]);
      await rename(fresh, keytabOf(folder, role));
      accounts.learn(role, password);
    },
    setDelegation: (role, spns) =>
      directory.modify(delegation(database, accounts.service(role).spn, spns)),
    setDisabled: async (person, disabled) => {
      const { name } = accounts.person(person);
      await kadmin(database, [`modprinc ${disabled ? '-' : '+'}allow_tix ${name}`]);
    },
  };
}

async function startNthKdc(
  nth: number,
  port: number,
  { folder, realm, directory, env }: Database,
  clockOffset: string | undefined,
): Promise<Kdc> {
  const profile = join(folder, `kdc-${nth}.conf`);
  const log = join(folder, `kdc-${nth}.log`);
  await writeFile(profile, kdcConf({ folder, realm, port, log, ldap: directory }));
  const clock =
    clockOffset === undefined
      ? {}
      : {
          LD_PRELOAD: library('faketime/libfaketime.so.1'),
          FAKETIME: clockOffset,
          // What it waits for goes on in real time.
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        };
  return startKdc(port, {
    command: 'krb5kdc',
    args: ['-n', '-r', realm],
    log,
    env: { ...env, ...clock, KRB5_KDC_PROFILE: profile },
  });
}
