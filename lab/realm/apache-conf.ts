export interface ApacheSetting {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly keytab: string;
  readonly connectionBound?: boolean;
  readonly tls?: object;
  readonly upstream?: string;
}

const MODULES = '/usr/lib/apache2/modules';

/** It has to read tickets with the groups of a user who is in many. */
const FIELD_BYTES = 128 * 1024;

export function apacheConf(setting: ApacheSetting): string {
  const { folder, host, port, tls, upstream } = setting;
  return [
    `ServerName ${host}`,
    `Listen 127.0.0.1:${port}`,
    `PidFile ${folder}/httpd.pid`,
    `DefaultRuntimeDir ${folder}`,
    `Mutex file:${folder} default`,
    ...modules(tls !== undefined, upstream !== undefined),
    `ErrorLog ${folder}/error.log`,
    'LogLevel info auth_gssapi:debug',
    'LogFormat "%u\\t%m\\t%U\\t%>s\\t%{remote}p\\t%k\\t%{Authorization}i" seen',
    `CustomLog ${folder}/requests.log seen`,
    // Idle connections take a share of them.
    'ThreadsPerChild 64',
    'MaxRequestWorkers 64',
    `LimitRequestFieldSize ${FIELD_BYTES}`,
    'KeepAlive On',
    'MaxKeepAliveRequests 0',
    'KeepAliveTimeout 300',
    ...(tls === undefined
      ? []
      : [
          'SSLEngine on',
          `SSLCertificateFile ${folder}/tls.pem`,
          `SSLCertificateKeyFile ${folder}/tls.key`,
          'SSLSessionCache none',
        ]),
    ...(upstream === undefined ? ownAnswer(folder) : passedOn(upstream)),
    ...authentication(setting),
    '',
  ].join('\n');
}

const modules = (tls: boolean, proxy: boolean): readonly string[] =>
  [
    'mpm_event',
    'authn_core',
    'authz_core',
    'authz_user',
    'auth_gssapi',
    'alias',
    'asis',
    'headers',
    ...(tls ? ['ssl'] : []),
    ...(proxy ? ['proxy', 'proxy_http'] : []),
  ].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`);

const ownAnswer = (folder: string): readonly string[] => [
  `DocumentRoot ${folder}`,
  `AliasMatch "^" "${folder}/answer.asis"`,
  '<Files answer.asis>',
  '  SetHandler send-as-is',
  '</Files>',
];

const passedOn = (upstream: string): readonly string[] => [
  // Streams: each piece goes on as it comes.
  `ProxyPass / ${upstream}/ flushpackets=on`,
  'RequestHeader unset Authorization',
  'RequestHeader set X-Remote-User "expr=%{REMOTE_USER}"',
];

const authentication = ({ keytab, connectionBound }: ApacheSetting): readonly string[] => [
  '<Location />',
  '  AuthType GSSAPI',
  '  AuthName Exchange',
  `  GssapiCredStore keytab:${keytab}`,
  '  GssapiAllowedMech krb5',
  `  GssapiConnectionBound ${connectionBound === true ? 'On' : 'Off'}`,
  '  GssapiLocalName Off',
  '  GssapiNegotiateOnce On',
  '  Require valid-user',
  '  Header always set X-Remote-User "expr=%{REMOTE_USER}"',
  '</Location>',
];
