/** Client certificates as the settings say: what must be there for them, and the value for a generation. */
import { problem, warning, type Problem } from '../../src-shared/errors.ts';
import type { ClientCertificateSettings } from '../../src-shared/settings/in-force.ts';
import type { MemConfiguration } from '../../src-shared/settings/mem-schema.ts';
import { certificateUserOf } from '../../src-shared/settings/mem-values.ts';
import { loadClientAuthorities } from '../trust/client/authorities.ts';
import type { TrustedCertificates } from '../trust/trusted-certificates.ts';
import type { HomePaths } from './home.ts';
import type { MemReading } from './mem/read.ts';

const key = 'clientCertificates.mode';

/** The authorities, and what is wrong with them while they count. */
export async function loadClientCertificates(
  mem: MemReading | null,
  paths: HomePaths,
  now: Date,
): Promise<TrustedCertificates> {
  const mode = mem?.valueOf(key);
  if (mem === null || mode === undefined || mode === 'off')
    return { certificates: [], problems: [] };
  const loaded = await loadClientAuthorities(paths.clientCa, paths.config, now);
  const where = { file: paths.memConfiguration, line: mem.lineOf(key), key };
  const problems: Problem[] = [...loaded.problems];
  if (loaded.certificates.length === 0) {
    const remedy = `Put the certificates of the authorities into ${paths.clientCa}, or set ${key} to off.`;
    const message = `${key} is ${mode}, but config/client-ca holds no certificate.`;
    problems.push(problem('CERTIFICATE', message, { ...where, remedy }));
  }
  if (mem.valueOf('listener.tls') === null) {
    const remedy = `Set listener.tls, or set ${key} to off: a certificate is shown in a TLS handshake.`;
    const message = `${key} is ${mode}, but the gateway listens in plain HTTP.`;
    problems.push(problem('CERTIFICATE', message, { ...where, remedy }));
  }
  return {
    certificates: loaded.certificates,
    problems: [...problems, ...tableProblems(mem, paths)],
  };
}

function tableProblems(mem: MemReading, paths: HomePaths): readonly Problem[] {
  const table = 'clientCertificates.table';
  if (mem.valueOf('clientCertificates.identity') !== 'table') return [];
  if (mem.valueOf(table)?.length !== 0) return [];
  const message = `clientCertificates.identity is table, but ${table} is empty: every certificate is refused.`;
  const remedy = `Name certificates and their users in ${table}, or choose another identity.`;
  const where = { file: paths.memConfiguration, line: mem.lineOf(table), key: table };
  return [warning('SCHEMA', message, { ...where, remedy })];
}

export function clientCertificatesOf(
  { clientCertificates }: MemConfiguration,
  authorities: readonly string[],
): ClientCertificateSettings | null {
  const { mode, identity, table, revocation, staleCrl, crlUrls } = clientCertificates;
  if (mode === 'off') return null;
  const users = table.flatMap((entry) => certificateUserOf(entry) ?? []);
  return {
    ...{ mode, identity, revocation, staleCrl, crlUrls, authorities },
    table: Object.fromEntries(users.map(({ certificate, user }) => [certificate, user])),
  };
}
