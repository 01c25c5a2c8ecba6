export interface SambaSetting {
  readonly folder: string;
  readonly realm: string;
  readonly workgroup: string;
  readonly port: number;
  readonly passwordPort: number;
}

/** smb.conf(5): every folder is named, or Samba would write outside of ours. */
export function smbConf(setting: SambaSetting): string {
  const { folder, realm, workgroup, port, passwordPort } = setting;
  const data = `${folder}/domain`;
  return [
    '[global]',
    `  workgroup = ${workgroup}`,
    `  realm = ${realm}`,
    '  netbios name = DC1',
    '  server role = active directory domain controller',
    // Nothing else is asked.
    '  server services = kdc',
    `  krb5 port = ${port}`,
    `  kpasswd port = ${passwordPort}`,
    '  interfaces = 127.0.0.1',
    '  bind interfaces only = yes',
    `  private dir = ${data}/private`,
    `  state directory = ${data}/state`,
    `  cache directory = ${data}/cache`,
    `  lock directory = ${data}`,
    `  pid directory = ${folder}`,
    `  binddns dir = ${data}/bind-dns`,
    `  ncalrpc dir = ${data}/ncalrpc`,
    `  winbindd socket directory = ${data}/winbindd`,
    `  ntp signd socket directory = ${data}/ntp_signd`,
    '  log level = 1 kerberos:3',
    '',
  ].join('\n');
}
