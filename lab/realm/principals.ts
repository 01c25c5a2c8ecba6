/** Who is in a realm. Both kinds of realm have the same people and services; MIT names services by their SPN alone. */
import { domainOf } from './krb5-conf.ts';

export interface Person {
  readonly name: string;
  readonly password: string;
  /** What a certificate names. */
  readonly upn: string;
  /** "Sensitive and cannot be delegated". */
  readonly protected?: true;
  readonly disabled?: true;
  /** Its tickets are given without pre-authentication. */
  readonly unauthenticated?: true;
}

export type Role =
  /** Exchange: nobody can delegate to it without being allowed to. */
  | 'mail'
  /** Exists, and is in nobody's list. */
  | 'other'
  /** The gateway as it should be: protocol transition, and a list. */
  | 'proxy'
  /** Neither protocol transition nor a list. */
  | 'nodeleg'
  /** "Kerberos only": a list without protocol transition. */
  | 'kcdonly'
  /** A gateway and an Exchange with keys of RFC 8009 alone. */
  | 'sha2'
  | 'mailsha2';

export interface Service {
  readonly role: Role;
  readonly spn: string;
  /** The name of its account in a Windows domain. */
  readonly account: string;
  readonly password: string;
  /** TRUSTED_TO_AUTH_FOR_DELEGATION: may get a ticket to itself for anybody. */
  readonly transition: boolean;
  /** Constrained delegation: SPNs. */
  readonly delegates: readonly string[];
  readonly sha2?: true;
}

export function peopleOf(realm: string): readonly Person[] {
  const domain = domainOf(realm);
  return [
    { name: 'alice', password: 'Alice-pw1', upn: `alice@${domain}` },
    // A suffix of the forest that is not the name of the realm.
    { name: 'bob', password: 'Bob-pw1', upn: 'robert.smith@corp.example' },
    { name: 'protected', password: 'Prot-pw1', upn: `protected@${domain}`, protected: true },
    { name: 'disabled', password: 'Disa-pw1', upn: `disabled@${domain}`, disabled: true },
    { name: 'bare', password: 'Bare-pw1', upn: `bare@${domain}`, unauthenticated: true },
  ];
}

export function servicesOf(realm: string, options: { readonly sha2: boolean }): readonly Service[] {
  const domain = domainOf(realm);
  const spn = (host: string): string => `HTTP/${host}.${domain}`;
  const plain = (role: Role, account: string, password: string): Service => ({
    role,
    spn: spn(role),
    account,
    password,
    transition: false,
    delegates: [],
  });
  const services: readonly Service[] = [
    plain('mail', 'svc-exch', 'Exch-pw1'),
    plain('other', 'svc-other', 'Other-pw1'),
    {
      ...plain('proxy', 'svc-proxy', 'Proxy-pw1'),
      transition: true,
      delegates: [spn('mail')],
    },
    plain('nodeleg', 'svc-nodeleg', 'Nodeleg-pw1'),
    { ...plain('kcdonly', 'svc-kcdonly', 'Kcdonly-pw1'), delegates: [spn('mail')] },
  ];
  if (!options.sha2) return services;
  return [
    ...services,
    {
      ...plain('sha2', 'svc-sha2', 'Sha2-pw1'),
      transition: true,
      delegates: [spn('mailsha2')],
      sha2: true,
    },
    { ...plain('mailsha2', 'svc-mailsha2', 'Mailsha2-pw1'), sha2: true },
  ];
}

/** Those who receive delegated tickets. */
export const isTarget = ({ role }: Service): boolean =>
  role === 'mail' || role === 'other' || role === 'mailsha2';
