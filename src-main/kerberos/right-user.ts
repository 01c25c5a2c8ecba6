/**
 * The wrong-user guard. A KDC that does not know what it is asked may answer with a ticket for the account itself (Samba 4.17 does,
 * facts: kerberos 5.1), and what asks for a user, PA-FOR-USER, is not bound to the request: who stands between here and the KDC
 * may take it away or put an older one in its place. The name in a reply is in the clear. So what counts is the ticket itself,
 * sealed by the KDC with a key that nobody else has: it must name the user that was asked for.
 */
import type { OpenedTicket } from './messages/ticket.ts';
import { nameText, nameTypes, sameName, sameText } from './names.ts';
import type { Name, Principal } from './names.ts';
import { upnInfoOf } from './pac.ts';

/**
 * @param ticket opened: for ourselves, on behalf of the user
 * @param told the name in the clear
 * @param realm of the user
 * @param accounts the names that the service account has
 * @returns why it is refused, null when it is the right user
 */
export function wrongUser(
  ticket: OpenedTicket,
  told: Principal,
  asked: string,
  realm: string,
  accounts: readonly Name[],
): string | null {
  const { client } = ticket;
  if (accounts.some((account) => sameName(account, client))) {
    return 'the ticket is for the service account itself';
  }
  if (!sameName(told.name, client) || told.realm !== ticket.realm) {
    return 'the ticket is for somebody else than the reply says';
  }
  if (!sameText(ticket.realm, realm)) return `the ticket is for somebody of ${ticket.realm}`;
  const names = upnInfoOf(ticket.authorization);
  const right =
    names === null
      ? isNamed(client, asked, realm)
      : [names.upn, ...implicitUpn(names.samName, names.dnsDomain)].some((upn) =>
          sameText(upn, asked),
        );
  return right ? null : `the ticket is for ${nameText(client)}`;
}

/** Active Directory also finds users by account name and domain, whatever their UPN is. */
const implicitUpn = (account: string | null, domain: string): string[] =>
  account === null ? [] : [`${account}@${domain}`];

/** As it was asked for, or by its account name where the suffix is the realm. */
function isNamed(client: Name, asked: string, realm: string): boolean {
  if (client.components.length !== 1) return false;
  const name = nameText(client);
  if (sameText(name, asked)) return true;
  return client.type !== nameTypes.enterprise && sameText(`${name}@${realm}`, asked);
}
