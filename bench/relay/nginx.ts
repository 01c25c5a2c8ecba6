import type { TlsFiles } from './tls-files.ts';

export interface NginxSetting {
  readonly port: number;
  readonly upstream: number;
  readonly tls: TlsFiles | null;
  readonly folder: string;
  /** Many connections with little on them: buffers stay as small as nginx has them by default. */
  readonly small: boolean;
}

/**
 * One worker that streams both ways, as a gateway in front of subscriptions and big mails must
 * (`proxy_buffering` and `proxy_request_buffering` off). Otherwise what makes it fast here: a buffer for the whole head
 * and a small body at once, connections to the upstream that are kept, no access log.
 */
export function nginxConfig({ port, upstream, tls, folder, small }: NginxSetting): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'worker_processes 1;',
    'daemon off;',
    `pid ${folder}/nginx.pid;`,
    'error_log stderr error;',
    'events { worker_connections 40000; multi_accept on; }',
    'http {',
    '  access_log off;',
    '  server_tokens off;',
    ...temporary.map((name) => `  ${name}_temp_path ${folder}/${name};`),
    '  tcp_nodelay on;',
    '  keepalive_timeout 300s;',
    '  keepalive_requests 1000000000;',
    ...(small ? [] : ['  client_header_buffer_size 4k;', '  proxy_buffer_size 8k;']),
    '  client_max_body_size 0;',
    '  upstream exchange {',
    `    server 127.0.0.1:${upstream};`,
    '    keepalive 1024;',
    '    keepalive_requests 1000000000;',
    '  }',
    '  server {',
    `    listen 127.0.0.1:${port}${tls === null ? '' : ' ssl'} backlog=4096;`,
    ...(tls === null ? [] : listenerTls(tls)),
    '    location / {',
    `      proxy_pass ${tls === null ? 'http' : 'https'}://exchange;`,
    '      proxy_http_version 1.1;',
    '      proxy_set_header Connection "";',
    '      proxy_set_header Host $http_host;',
    '      proxy_buffering off;',
    '      proxy_request_buffering off;',
    '      proxy_read_timeout 1900s;',
    '      proxy_send_timeout 1900s;',
    ...(tls === null ? [] : upstreamTls(tls)),
    '    }',
    '  }',
    '}',
    '',
  ].join('\n');
}

const listenerTls = ({ certificate, key }: TlsFiles): readonly string[] => [
  `    ssl_certificate ${certificate};`,
  `    ssl_certificate_key ${key};`,
  '    ssl_protocols TLSv1.2 TLSv1.3;',
];

const upstreamTls = ({ authority }: TlsFiles): readonly string[] => [
  `      proxy_ssl_trusted_certificate ${authority};`,
  '      proxy_ssl_protocols TLSv1.2 TLSv1.3;',
  '      proxy_ssl_verify on;',
  '      proxy_ssl_name localhost;',
  '      proxy_ssl_server_name on;',
];
