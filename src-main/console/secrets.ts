/** Secrets are set and removed here. No call gives one back. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { secretStore, type SecretStore } from '../secrets/store.ts';
import type { ReadSecret } from '../settings/kcd.ts';
import { valueOf, type ConsoleOptions, type UseCase } from './options.ts';

export async function secrets(use: UseCase): Promise<Answer<'secrets'>> {
  return [...valueOf(await secretsOf(use).held())];
}

export async function setSecret(
  use: UseCase,
  { name, value }: Params<'setSecret'>,
): Promise<Answer<'setSecret'>> {
  const bytes = Buffer.from(value, 'base64');
  return use.files.run(async () => valueOf(await secretsOf(use).put(name, bytes)));
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
