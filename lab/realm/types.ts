import type { Oracle } from './oracle.ts';
import type { Person, Role } from './principals.ts';
import type { Environment } from './process.ts';

export interface Kdc {
  readonly port: number;
  /** `127.0.0.1:PORT` */
  readonly address: string;
  readonly pid: number;
  /** Ends it at once, also amid a request. */
  readonly kill: () => Promise<void>;
  /** It takes connections and answers nothing, until `resume` or `kill`. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** On the same port. */
  readonly restart: () => Promise<void>;
  /** What it wrote. */
  readonly log: () => string;
}

/** An account that logs on by password or keytab. */
export interface Account {
  readonly role: Role;
  /** As it logs on, without the realm: an SPN with MIT, the account's name with Samba. */
  readonly name: string;
  /** With the realm. */
  readonly principal: string;
  readonly spn: string;
  readonly password: string;
  /** A file with its keys. It keeps its path when they change. */
  readonly keytab: string;
}

export interface Realm {
  readonly kind: 'mit' | 'samba';
  readonly realm: string;
  readonly domain: string;
  /** Removed by `stop`. */
  readonly folder: string;
  /** Of the first KDC. */
  readonly port: number;
  readonly kdcs: readonly Kdc[];
  readonly krb5Conf: string;
  /** For programs that speak to it. */
  readonly env: Environment;
  readonly oracle: Oracle;
  readonly people: readonly Person[];
  readonly person: (name: string) => Person;
  /** As it is now: after a change of its password, with the new one. */
  readonly account: (role: Role) => Account;
  /** Gives it new keys; the keytab has them and no others. */
  readonly setPassword: (role: Role, password: string) => Promise<void>;
  /** Replaces the list of SPNs that it may delegate to. */
  readonly setDelegation: (role: Role, spns: readonly string[]) => Promise<void>;
  readonly setDisabled: (person: string, disabled: boolean) => Promise<void>;
  /** Of all its servers. */
  readonly pids: () => readonly number[];
  /** What the KDCs wrote. */
  readonly log: () => string;
  /** Every process, port and file of it is gone then. */
  readonly stop: () => Promise<void>;
}
