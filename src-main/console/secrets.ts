/** Secrets are set and removed here. No call gives one back. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import type { SecretEffect, SecretName } from '../../src-shared/secrets.ts';
import { readable } from '../der/malformed.ts';
import { readKeytab } from '../kerberos/keytab.ts';
import { secretStore, type SecretStore } from '../secrets/store.ts';
import { kcdSecretOf, type ReadSecret } from '../settings/kcd.ts';
import { valueOf, type ConsoleOptions, type UseCase } from './options.ts';

export async function secrets(use: UseCase): Promise<Answer<'secrets'>> {
  return [...valueOf(await secretsOf(use).held())];
}

export async function setSecret(
  use: UseCase,
  { name, value }: Params<'setSecret'>,
): Promise<Answer<'setSecret'>> {
  const bytes = Buffer.from(value, 'base64');
  if (name === 'kcd.keytab') valueOf(judged(bytes));
  return use.files.run(async () => {
    const held = valueOf(await secretsOf(use).put(name, bytes));
    return { ...held, effect: await takenUp(use, name, bytes) };
  });
}

export async function removeSecret(
  use: UseCase,
  { name }: Params<'removeSecret'>,
): Promise<Answer<'removeSecret'>> {
  return use.files.run(async () => {
    const removed = valueOf(await secretsOf(use).remove(name));
    return removed ? { removed, effect: await takenUp(use, name, null) } : { removed };
  });
}

export function secretsOf({
  paths,
  now,
  systemProtector = null,
}: Pick<ConsoleOptions, 'paths' | 'now' | 'systemProtector'>): SecretStore {
  return secretStore({ file: paths.secrets, now, system: systemProtector });
}

/** For whoever reads the files of settings. */
export function secretReader(options: Parameters<typeof secretsOf>[0]): ReadSecret {
  return (name) => secretsOf(options).read(name);
}

/** Whose keys are in it says the doctor, who knows the service account. */
function judged(keytab: Buffer): Result<null> {
  const read = readable(() => readKeytab(keytab));
  const remedy = 'Give the file that ktpass, ktutil or samba-tool made.';
  if (!read.ok) return refused(`The keytab cannot be read: ${read.what}.`, remedy);
  return read.value.length === 0 ? refused('The keytab has no key.', remedy) : success(null);
}

const refused = (message: string, remedy: string) =>
  failure(problem('SECRET_VALUE', message, { remedy }));

/**
 * A running gateway logs on with another password from the next time, and with one that was removed no more: neither needs a
 * restart. @param value null: it was removed
 */
async function takenUp(
  use: UseCase,
  name: SecretName,
  value: Buffer | null,
): Promise<SecretEffect> {
  const { running } = use;
  const used = running?.service.inForce()?.settings.kcd?.secret.kind;
  if (running !== null && used !== undefined && name === `kcd.${used}`) {
    // One that ends meanwhile is opened again with it.
    await running.engine.renewSecret(kcdSecretOf(used, value));
    return 'now';
  }
  if (name === 'kcd.password' && (await holdsKeytab(use))) return 'unused';
  return running === null ? 'start' : 'restart';
}

async function holdsKeytab(use: UseCase): Promise<boolean> {
  return valueOf(await secretsOf(use).held()).some(({ name }) => name === 'kcd.keytab');
}
