/** Asks as a user whose ticket is in a cache, with the GSSAPI of curl. */
import type { Realm } from './index.ts';
import { runTool } from './process.ts';

export interface Asked {
  readonly realm: Realm;
  readonly host: string;
  readonly url: string;
  readonly path: string;
  /** null: without Kerberos. */
  readonly cache: string | null;
  readonly more?: readonly string[];
}

/** @returns the answer with its head, and what curl sent */
export async function curl({ realm, host, url, path, cache, more = [] }: Asked): Promise<string> {
  const { output } = await runTool({
    command: 'curl',
    args: [
      ...['-sv', '--max-time', '20', ...resolved(host, url), ...more],
      ...(cache === null ? [] : ['--negotiate', '-u', ':']),
      url.replace('127.0.0.1', host) + path,
    ],
    env: { ...realm.env, KRB5CCNAME: cache ?? 'FILE:/nowhere' },
  });
  return output;
}

export const resolved = (host: string, url: string): readonly string[] => [
  '--resolve',
  `${host}:${new URL(url).port}:127.0.0.1`,
];

/** A ticket of the user for the service, got by the realm's `proxy`. */
export async function ticketOf(realm: Realm, user: string, spn: string): Promise<string> {
  const { principal, keytab } = realm.account('proxy');
  const proxy = await realm.oracle.login(principal, { keytab });
  if (!proxy.ok) throw new Error(proxy.said);
  const answer = await realm.oracle.delegate({ cache: proxy.cache, user, spn });
  if (!answer.ok) throw new Error(answer.said);
  return answer.cache;
}
