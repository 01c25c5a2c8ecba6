/** The settings for Kerberos, with the secret that they need. */
import {
  failure,
  problem,
  success,
  warning,
  type Problem,
  type Result,
} from '../../src-shared/errors.ts';
import type {
  GatewaySettings,
  KcdSecret,
  KcdSettings,
} from '../../src-shared/settings/in-force.ts';
import { parseDomain } from '../../src-shared/settings/kcd-values.ts';
import type { SecretName } from '../../src-shared/secrets.ts';
import type { MemReading } from './mem/read.ts';

/** Null: it was never set. */
export type ReadSecret = (name: SecretName) => Promise<Result<Uint8Array | null>>;

export interface KcdRead {
  /** Null: off, or something is missing. */
  readonly kcd: KcdSettings | null;
  readonly problems: readonly Problem[];
}

/** @param secret null: whoever reads the files only compares them, and builds nothing from them */
export async function readKcd(
  mem: MemReading,
  file: string,
  secret: ReadSecret | null,
): Promise<KcdRead> {
  if (mem.valueOf('kcd.enabled') !== true) return { kcd: null, problems: [] };
  const account = mem.valueOf('kcd.serviceAccount');
  const texts = mem.valueOf('kcd.domainControllers');
  const targetSpn = mem.valueOf('kcd.targetSpn');
  const ticketMinutes = mem.valueOf('kcd.ticketMinutes');
  const domains = (texts ?? []).map(parseDomain).filter((each) => typeof each !== 'string');
  const [realm, ...otherRealms] = new Set(domains.map((each) => each.realm));
  const controllers = domains.flatMap(({ controller }) => controller ?? []);
  const problems = [
    ...(account === null ? [missing('kcd.serviceAccount', mem, file)] : []),
    ...(texts?.length === 0 ? [missing('kcd.domainControllers', mem, file)] : []),
    ...(mem.valueOf('clientCertificates.mode') === 'off' ? [pointless(mem, file)] : []),
  ];
  const found = await secretOf(secret, mem, file);
  if (!found.ok) return { kcd: null, problems: [...problems, ...found.problems] };
  // What is wrong with a value its reader has said.
  if (typeof account !== 'string' || realm === undefined || targetSpn === undefined) {
    return { kcd: null, problems };
  }
  if (ticketMinutes === undefined || found.value === null) return { kcd: null, problems };
  const kcd = { targetSpn, account, realm, otherRealms, controllers, ticketMinutes };
  return { kcd: { ...kcd, secret: found.value }, problems };
}

function missing(
  key: 'kcd.serviceAccount' | 'kcd.domainControllers',
  mem: MemReading,
  file: string,
) {
  const where = { file, line: mem.lineOf('kcd.enabled'), key };
  return problem('KEY_MISSING', `kcd.enabled is true, but ${key} is not set.`, where);
}

function pointless(mem: MemReading, file: string): Problem {
  const where = { file, line: mem.lineOf('kcd.enabled'), key: 'kcd.enabled' };
  const message =
    'kcd.enabled has no effect while clientCertificates.mode is off: nobody is asked for a certificate.';
  const remedy = 'Set clientCertificates.mode to optional or required.';
  return warning('SCHEMA', message, { ...where, remedy });
}

/** The keytab counts where both are set: whoever made one wants no password to be used. Null: neither is set. */
export async function kcdSecret(read: ReadSecret): Promise<Result<KcdSecret | null>> {
  const keytab = await read('kcd.keytab');
  if (!keytab.ok) return keytab;
  if (keytab.value !== null) return success(kcdSecretOf('keytab', keytab.value));
  const password = await read('kcd.password');
  if (!password.ok) return password;
  return success(password.value === null ? null : kcdSecretOf('password', password.value));
}

/** With the password or keytab that is held now; null where it was removed. One that cannot be read leaves what was known. */
export async function withSecretOfNow(
  settings: GatewaySettings,
  read: ReadSecret,
): Promise<GatewaySettings> {
  const { kcd } = settings;
  if (kcd === null) return settings;
  const { kind } = kcd.secret;
  const found = await read(`kcd.${kind}`);
  return found.ok
    ? { ...settings, kcd: { ...kcd, secret: kcdSecretOf(kind, found.value) } }
    : settings;
}

/** @param value null: it was removed */
export function kcdSecretOf(kind: KcdSecret['kind'], value: Uint8Array | null): KcdSecret {
  if (kind === 'keytab') return { kind, keytab: value };
  return { kind, password: value === null ? null : Buffer.from(value).toString('utf8') };
}

async function secretOf(
  read: ReadSecret | null,
  mem: MemReading,
  file: string,
): Promise<Result<KcdSecret | null>> {
  if (read === null) return success(null);
  const found = await kcdSecret(read);
  if (!found.ok || found.value !== null) return found;
  const message =
    'kcd.enabled is true, but neither a password nor a keytab of the service account is set.';
  const where = { file, line: mem.lineOf('kcd.enabled'), key: 'kcd.enabled' };
  const remedy =
    'Set one of them: in the window under Settings, or with sallyport secret set kcd.password';
  const details = { ...where, remedy, secret: 'kcd.password' } as const;
  return failure(problem('SECRET_MISSING', message, details));
}
