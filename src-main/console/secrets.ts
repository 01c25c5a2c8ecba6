/** Secrets are set and removed here. No call gives one back. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { secretStore, type SecretStore } from '../secrets/store.ts';
import { valueOf, type UseCase } from './options.ts';

export async function secrets(use: UseCase): Promise<Answer<'secrets'>> {
  return [...valueOf(await storeOf(use).held())];
}

export async function setSecret(
  use: UseCase,
  { name, value }: Params<'setSecret'>,
): Promise<Answer<'setSecret'>> {
  const bytes = Buffer.from(value, 'base64');
  return use.files.run(async () => valueOf(await storeOf(use).put(name, bytes)));
}

export async function removeSecret(
  use: UseCase,
  { name }: Params<'removeSecret'>,
): Promise<Answer<'removeSecret'>> {
  return use.files.run(async () => ({ removed: valueOf(await storeOf(use).remove(name)) }));
}

function storeOf({ paths, now, systemProtector = null }: UseCase): SecretStore {
  return secretStore({ file: paths.secrets, now, system: systemProtector });
}
