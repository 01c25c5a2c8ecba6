/** Which secrets are set, and since when. What they are passes through `sendSecret` and is kept nowhere. */
import { create } from 'zustand';
import type { WindowAnswer } from '../../src-shared/contract/window.ts';
import type { Reply } from '../../src-shared/contract/window.ts';
import type { Problem } from '../../src-shared/errors.ts';
import type { HeldSecret, SecretName } from '../../src-shared/secrets.ts';
import { call } from '../api.ts';
import { loadSettings, mended } from './settings.ts';

interface SecretsState {
  /** Null: not read yet, or not to be read. */
  readonly held: readonly HeldSecret[] | null;
  readonly unread: readonly Problem[] | null;
}

export const useSecrets = create<SecretsState>()(() => ({ held: null, unread: null }));

const { setState: set } = useSecrets;

export async function loadSecrets(): Promise<void> {
  const reply = await call('secrets', {});
  set(reply.ok ? { held: reply.value, unread: null } : { held: null, unread: reply.problems });
}

/** @param bytes are zeros afterwards */
export async function sendSecret(
  name: SecretName,
  bytes: Uint8Array,
): Promise<Reply<WindowAnswer<'setSecret'>>> {
  const value = base64(bytes);
  bytes.fill(0);
  const reply = await call('setSecret', { name, value });
  if (reply.ok) {
    mended(name);
    await readAgain();
  }
  return reply;
}

export async function removeSecret(name: SecretName): Promise<Reply<WindowAnswer<'removeSecret'>>> {
  const reply = await call('removeSecret', { name });
  if (reply.ok) await readAgain();
  return reply;
}

/** What the files lack may be another thing now. */
async function readAgain(): Promise<void> {
  await Promise.all([loadSecrets(), loadSettings()]);
}

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
