/** Names of principals: RFC 4120 6.2, RFC 6806 for enterprise names. */

export const nameTypes = { principal: 1, serviceInstance: 2, enterprise: 10 } as const;

export interface Name {
  readonly type: number;
  readonly components: readonly string[];
}

/** A name and whose it is. */
export interface Principal {
  readonly name: Name;
  readonly realm: string;
}

/** In text, components separated by slashes; for eyes and for comparison. */
export const nameText = (name: Name): string => name.components.join('/');

/** Active Directory compares names without regard to case, and so does whoever asks whether two denote one account. */
export const sameName = (one: Name, other: Name): boolean =>
  one.components.length === other.components.length && sameText(nameText(one), nameText(other));

export const sameText = (one: string, other: string): boolean => folded(one) === folded(other);
const folded = (text: string): string => text.normalize('NFC').toLowerCase();

export const ticketGranting = (realm: string): Name => ({
  type: nameTypes.serviceInstance,
  components: ['krbtgt', realm],
});

export const isTicketGranting = (name: Name): boolean =>
  name.components.length === 2 && sameText(name.components[0] ?? '', 'krbtgt');

/** `HTTP/mail.example.com`: a service, as settings write it. */
export const serviceName = (spn: string): Name => ({
  type: nameTypes.serviceInstance,
  components: spn.split('/'),
});

/**
 * The account that logs on: `svc-proxy`, `HTTP/proxy.example.com`, either with the realm behind an @; another suffix behind
 * the @ makes it a user principal name, which the KDC looks up. What stands before a backslash, as in `EXAMPLE\\svc-proxy`, is a
 * domain's short name: the realm says the same.
 */
export function accountName(written: string, realm: string): Name {
  const account = written.slice(written.lastIndexOf('\\') + 1);
  const at = account.lastIndexOf('@');
  if (at !== -1 && !sameText(account.slice(at + 1), realm)) {
    return { type: nameTypes.enterprise, components: [account] };
  }
  const plain = at === -1 ? account : account.slice(0, at);
  return { type: nameTypes.principal, components: plain.split('/') };
}

/** A user as the certificate names it. The suffix need not be the realm, so the KDC looks it up. */
export function userName(upn: string): Name {
  const type = upn.includes('@') ? nameTypes.enterprise : nameTypes.principal;
  return { type, components: [upn] };
}

/** One @ with something on either side, nothing that ends or hides a line: what else a certificate may hold denotes nobody. */
export const isUpn = (text: string): boolean =>
  text.length <= 1024 && /^[^@\p{C}\p{Z}]+@[^@\p{C}\p{Z}]+$/u.test(text);
