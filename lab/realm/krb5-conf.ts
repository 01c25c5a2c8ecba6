/** krb5.conf(5) and kdc.conf(5). A comment in them would have to stand on a line of its own. */

export interface RealmAddress {
  readonly realm: string;
  readonly ports: readonly number[];
}

export const domainOf = (realm: string): string => realm.toLowerCase();

/** The first realm is the default one. */
export function krb5Conf(realms: readonly [RealmAddress, ...RealmAddress[]]): string {
  return [
    '[libdefaults]',
    `  default_realm = ${realms[0].realm}`,
    '  dns_lookup_realm = false',
    '  dns_lookup_kdc = false',
    '  dns_canonicalize_hostname = false',
    '  rdns = false',
    '  forwardable = true',
    // TCP first; `kdc = tcp/...` is not understood.
    '  udp_preference_limit = 1',
    '[realms]',
    ...realms.flatMap(({ realm, ports }) => [
      `  ${realm} = {`,
      ...ports.map((port) => `    kdc = 127.0.0.1:${port}`),
      '  }',
    ]),
    '[domain_realm]',
    ...realms.flatMap(({ realm }) => [
      `  .${domainOf(realm)} = ${realm}`,
      `  ${domainOf(realm)} = ${realm}`,
    ]),
    '',
  ].join('\n');
}

export interface KdcFiles {
  readonly folder: string;
  readonly realm: string;
  readonly port: number;
  readonly log: string;
  readonly ldap: { readonly url: string; readonly base: string; readonly admin: string };
}

export function kdcConf({ folder, realm, port, log, ldap }: KdcFiles): string {
  const types = 'aes256-cts-hmac-sha1-96:normal aes128-cts-hmac-sha1-96:normal';
  return [
    '[kdcdefaults]',
    `  kdc_listen = 127.0.0.1:${port}`,
    `  kdc_tcp_listen = 127.0.0.1:${port}`,
    '[realms]',
    `  ${realm} = {`,
    '    database_module = ldapdb',
    `    key_stash_file = ${folder}/stash`,
    `    acl_file = ${folder}/acl`,
    '    master_key_type = aes256-cts-hmac-sha1-96',
    `    supported_enctypes = ${types}`,
    '    max_life = 10h',
    '    max_renewable_life = 7d',
    '    default_principal_flags = +preauth',
    '  }',
    '[dbmodules]',
    '  ldapdb = {',
    // The usual one, DB2, knows no S4U2Proxy.
    '    db_library = kldap',
    `    ldap_kerberos_container_dn = cn=krb5,${ldap.base}`,
    `    ldap_kdc_dn = ${ldap.admin}`,
    `    ldap_kadmind_dn = ${ldap.admin}`,
    `    ldap_service_password_file = ${folder}/ldap.password`,
    `    ldap_servers = ${ldap.url}`,
    '  }',
    '[logging]',
    `  kdc = FILE:${log}`,
    '',
  ].join('\n');
}
