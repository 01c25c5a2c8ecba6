/** Everybody that is timed, and how each is started in front of the same upstream. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { haproxyConfig } from './haproxy.ts';
import { nginxConfig } from './nginx.ts';
import type { Plan } from './plan.ts';
import { startProduct } from './product.ts';
import { freePort, start, type Started } from './started.ts';
import type { TlsFiles } from './tls-files.ts';

export interface Setting {
  readonly upstream: number;
  /** Of both sides; null: plain. */
  readonly tls: TlsFiles | null;
  /** Subscriptions will hang: what a connection takes matters more than what a request takes. */
  readonly hanging: boolean;
  /** Its own, empty. */
  readonly folder: string;
}

export type Kind = 'ours' | 'native' | 'javascript';

export interface Contestant {
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  readonly start: (setting: Setting) => Promise<Running>;
}

export interface Running extends Started {
  /** What must be true after the load; the text says what is not. */
  readonly check?: () => Promise<string | null>;
}

const PEERS = [
  ['http-proxy', 'http-proxy', 'http-proxy.mjs'],
  ['httpxy', 'httpxy', 'httpxy.mjs'],
  ['fast-proxy', 'fast-proxy', 'fast-proxy.mjs'],
  ['fastify', '@fastify/http-proxy', 'fastify.mjs'],
] as const;

/** @returns those that can run here; what cannot is told in `missing` */
export function contestants(plan: Plan): { all: Contestant[]; missing: string[] } {
  const missing: string[] = [];
  const all: Contestant[] = [
    ours(plan, 'sallyport-silent', 'Sallyport, journal off', plan.product.silent),
    ours(plan, 'sallyport-journal', 'Sallyport, journal on', plan.product.journal),
  ];
  if (plan.nginx === null) missing.push('nginx');
  else all.push(nginx(plan.nginx));
  if (plan.haproxy === null) missing.push('HAProxy');
  else all.push(haproxy(plan.haproxy));
  for (const [id, name, file] of PEERS) {
    const version = plan.peers.versions[name];
    if (version === undefined) missing.push(name);
    else all.push(peer(plan, id, `${name} ${version}`, file));
  }
  return { all: all.filter(({ id }) => isWanted(id, plan.only)), missing };
}

/** `sallyport` wants both of its ways to run. */
export function isWanted(id: string, only: readonly string[] | null): boolean {
  return only === null || only.some((name) => id === name || id.startsWith(`${name}-`));
}

function ours(plan: Plan, id: string, title: string, file: string): Contestant {
  return {
    ...{ id, title, kind: 'ours' },
    start: (setting) => startProduct(plan.node.path, file, setting, id === 'sallyport-journal'),
  };
}

function peer({ node, peers }: Plan, id: string, title: string, file: string): Contestant {
  return {
    ...{ id, title, kind: 'javascript' },
    start: ({ upstream, tls }) => {
      const url = `${tls === null ? 'http' : 'https'}://127.0.0.1:${upstream}`;
      const setting = JSON.stringify({ upstream: url, tls });
      return start({ file: node.path, args: [join(peers.folder, file), setting], port: null });
    },
  };
}

type Native = NonNullable<Plan['nginx']>;

const environment = ({ libraries }: Native): Record<string, string> =>
  libraries === null ? {} : { LD_LIBRARY_PATH: libraries };

function nginx(native: Native): Contestant {
  return {
    ...{ id: 'nginx', title: `nginx ${native.version}`, kind: 'native' },
    start: async ({ upstream, tls, folder, hanging }) => {
      const port = await freePort();
      const file = join(folder, 'nginx.conf');
      writeFileSync(file, nginxConfig({ port, upstream, tls, folder, small: hanging }));
      const args = ['-p', folder, '-c', file, '-e', 'stderr'];
      return start({ file: native.command, args, env: environment(native), port });
    },
  };
}

function haproxy(native: Native): Contestant {
  return {
    ...{ id: 'haproxy', title: `HAProxy ${native.version}`, kind: 'native' },
    start: async ({ upstream, tls, folder }) => {
      const port = await freePort();
      const file = join(folder, 'haproxy.cfg');
      const both = join(folder, 'listener.pem');
      if (tls !== null) {
        const parts = [tls.certificate, tls.key].map((part) => readFileSync(part, 'utf8'));
        writeFileSync(both, parts.join(''), { mode: 0o600 });
      }
      writeFileSync(file, haproxyConfig({ port, upstream, tls, both }));
      const args = ['-f', file, '-db'];
      return start({ file: native.command, args, env: environment(native), port });
    },
  };
}
