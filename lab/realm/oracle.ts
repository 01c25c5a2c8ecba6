/**
 * MIT's own tools, to compare with: what they are given, anybody should be given. Judged by the exit status and by what
 * klist finds: kvno writes "kvno = N" also where S4U2Proxy failed.
 */
import { join } from 'node:path';
import { runTool } from './process.ts';
import type { Environment, ToolResult } from './process.ts';

export type Secret = { readonly password: string } | { readonly keytab: string };

export interface Ticket {
  readonly client: string;
  readonly service: string;
  /** F forwardable, R renewable, A pre-authenticated, O ok-as-delegate, ... (klist(1)). */
  readonly flags: string;
  readonly sessionKey: string;
  readonly ticketKey: string;
}

export type Answer =
  | { readonly ok: true; readonly cache: string; readonly tickets: readonly Ticket[] }
  | { readonly ok: false; readonly said: string };

export interface Delegation {
  /** Of the service that delegates. */
  readonly cache: string;
  /** A name or a UPN, which the KDC resolves (NT-ENTERPRISE). */
  readonly user: string;
  /** `user` is a principal with its realm instead. */
  readonly exact?: true;
  readonly spn: string;
}

export interface Oracle {
  readonly login: (principal: string, secret: Secret) => Promise<Answer>;
  /** A ticket for oneself. */
  readonly ticket: (cache: string, spn: string) => Promise<Answer>;
  /** S4U2Self alone: for `user` to the service whose cache this is. */
  readonly impersonate: (delegation: Delegation) => Promise<Answer>;
  /** S4U2Self and S4U2Proxy. */
  readonly delegate: (delegation: Delegation) => Promise<Answer>;
}

export function createOracle(env: Environment, folder: string): Oracle {
  let caches = 0;
  const newCache = (): string => `FILE:${join(folder, `oracle-${String((caches += 1))}.cc`)}`;
  const judged = async ({ exit, output }: ToolResult, cache: string): Promise<Answer> => {
    if (exit !== 0) return { ok: false, said: output.trim() };
    const listed = await runTool({ command: 'klist', args: ['-ef', cache], env });
    return listed.exit === 0
      ? { ok: true, cache, tickets: ticketsIn(listed.output) }
      : { ok: false, said: listed.output.trim() };
  };
  const s4u = async (
    { cache, user, exact, spn }: Delegation,
    proxy: readonly string[],
  ): Promise<Answer> => {
    const out = newCache();
    const args = ['--out-cache', out, exact ? '-I' : '-U', user, ...proxy, spn];
    const result = await runTool({
      command: 'kvno',
      args,
      env: { ...env, KRB5CCNAME: cache },
    });
    return judged(result, out);
  };
  return {
    login: async (principal, secret) => {
      const cache = newCache();
      const how = 'keytab' in secret ? ['-k', '-t', secret.keytab] : [];
      const result = await runTool({
        command: 'kinit',
        args: ['-c', cache, ...how, principal],
        env,
        ...('password' in secret ? { input: `${secret.password}\n` } : {}),
      });
      return judged(result, cache);
    },
    ticket: async (cache, spn) => {
      const result = await runTool({
        command: 'kvno',
        args: ['-c', cache, spn],
        env,
      });
      return judged(result, cache);
    },
    impersonate: (delegation) => s4u(delegation, []),
    delegate: (delegation) => s4u(delegation, ['-P']),
  };
}

/** From `klist -ef`: a line with times and the service, one with flags, one with the types of the keys. */
export function ticketsIn(text: string): readonly Ticket[] {
  const owner = /^Default principal: (\S+)/m.exec(text)?.[1] ?? '';
  return text
    .split(/^(?=\d\d\/\d\d\/)/m)
    .slice(1)
    .map((block) => ({
      client: /for client (\S+?),?$/m.exec(block)?.[1] ?? owner,
      service: /^\S+ \S+ {2}\S+ \S+ {2}(\S+)/.exec(block)?.[1] ?? '',
      flags: /Flags: (\w+)/.exec(block)?.[1] ?? '',
      sessionKey: /Etype \(skey, tkt\): (\S+),/.exec(block)?.[1] ?? '',
      ticketKey: /Etype \(skey, tkt\): \S+, (\S+)/.exec(block)?.[1] ?? '',
    }))
    .filter(({ service }) => !service.startsWith('X-CACHECONF:'));
}
