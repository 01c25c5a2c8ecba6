/** Secrets are set and removed here. No call gives one back. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { secretStore, type SecretStore } from '../secrets/store.ts';
import { kcdSecret, type ReadSecret } from '../settings/kcd.ts';
import { valueOf, type ConsoleOptions, type UseCase } from './options.ts';

export async function secrets(use: UseCase): Promise<Answer<'secrets'>> {
  return [...valueOf(await secretsOf(use).held())];
}

export async function setSecret(
  use: UseCase,
  { name, value }: Params<'setSecret'>,
): Promise<Answer<'setSecret'>> {
  const bytes = Buffer.from(value, 'base64');
  return use.files.run(async () => {
    const held = valueOf(await secretsOf(use).put(name, bytes));
    if (name === 'kcd.password' || name === 'kcd.keytab') await renew(use);
    return held;
  });
}

export async function removeSecret(
  use: UseCase,
  { name }: Params<'removeSecret'>,
): Promise<Answer<'removeSecret'>> {
  return use.files.run(async () => ({ removed: valueOf(await secretsOf(use).remove(name)) }));
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

/** A running gateway logs on with it from the next time: a password that was changed in the directory needs no restart. */
async function renew(use: UseCase): Promise<void> {
  const secret = valueOf(await kcdSecret(secretReader(use)));
  if (secret !== null && use.running !== null) {
    valueOf(await use.running.engine.renewSecret(secret));
  }
}
