import { join } from 'node:path';
import type { Person, Role, Service } from './principals.ts';
import type { Account } from './types.ts';

/** The accounts of a realm as they are now. */
export interface Accounts {
  readonly account: (role: Role) => Account;
  readonly service: (role: Role) => Service;
  readonly person: (name: string) => Person;
  readonly learn: (role: Role, password: string) => void;
}

export function createAccounts(options: {
  readonly realm: string;
  readonly folder: string;
  readonly people: readonly Person[];
  readonly services: readonly Service[];
  readonly nameOf: (service: Service) => string;
}): Accounts {
  const { realm, folder, people, services, nameOf } = options;
  const passwords = new Map(services.map(({ role, password }) => [role, password]));
  const service = (role: Role): Service =>
    found(
      services.find((each) => each.role === role),
      role,
    );
  return {
    service,
    account: (role) => {
      const one = service(role);
      const name = nameOf(one);
      return {
        role,
        name,
        principal: `${name}@${realm}`,
        spn: one.spn,
        password: passwords.get(role) ?? one.password,
        keytab: keytabOf(folder, role),
      };
    },
    person: (name) =>
      found(
        people.find((each) => each.name === name),
        name,
      ),
    learn: (role, password) => passwords.set(role, password),
  };
}

export const keytabOf = (folder: string, role: Role): string => join(folder, `${role}.keytab`);

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`nobody in the realm is called ${name}`);
  return value;
}
