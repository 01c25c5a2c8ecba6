import { mostOpenFiles } from '../lib/processes.ts';
import type { TlsFiles } from './tls-files.ts';

const MOST_CONNECTIONS = 20_000;

export interface HaproxySetting {
  readonly port: number;
  readonly upstream: number;
  readonly tls: TlsFiles | null;
  /** PEM of certificate and key in one file, as HAProxy wants it. */
  readonly both: string;
}

/** One thread, connections to the upstream kept and shared, no log. It streams by nature. */
export function haproxyConfig({ port, upstream, tls, both }: HaproxySetting): string {
  const server =
    tls === null ? '' : ` ssl verify required ca-file ${tls.authority} sni str(localhost)`;
  return [
    'global',
    '  nbthread 1',
    // A request has two descriptors; more than the system allows is an error.
    `  maxconn ${Math.min(MOST_CONNECTIONS, Math.floor(mostOpenFiles() / 2) - 50)}`,
    'defaults',
    '  mode http',
    '  option http-keep-alive',
    '  http-reuse always',
    '  timeout connect 10s',
    '  timeout client 1900s',
    '  timeout server 1900s',
    '  timeout http-keep-alive 300s',
    '  timeout http-request 300s',
    'frontend clients',
    `  bind 127.0.0.1:${port} backlog 4096${tls === null ? '' : ` ssl crt ${both}`}`,
    '  default_backend exchange',
    'backend exchange',
    `  server exchange 127.0.0.1:${upstream} pool-max-conn -1${server}`,
    '',
  ].join('\n');
}
