/** The system's own protection of secrets (Electron's safeStorage), where it is one. To be asked after `ready`. */
import { safeStorage } from 'electron';
import type { Protector } from '../secrets/protector.ts';

/** What the oldest Electron that we meet has of it. The newest wants to be waited for, and reads what these sealed. */
interface OlderStorage {
  readonly isEncryptionAvailable: () => boolean;
  readonly encryptString: (text: string) => Buffer;
  readonly decryptString: (sealed: Buffer) => string;
}

/** Null: no key ring, so the rights of the file protect as well. */
export async function systemProtector(): Promise<Protector | null> {
  if (!hasKeyRing()) return null;
  const newer = safeStorage as Partial<typeof safeStorage>;
  if (newer.isAsyncEncryptionAvailable !== undefined) {
    return (await safeStorage.isAsyncEncryptionAvailable()) ? protector(seal, open) : null;
  }
  const older: OlderStorage = safeStorage;
  if (!older.isEncryptionAvailable()) return null;
  return protector(
    (text) => Promise.resolve(older.encryptString(text)),
    (sealed) => Promise.resolve(older.decryptString(sealed)),
  );
}

const seal = (text: string): Promise<Buffer> => safeStorage.encryptStringAsync(text);
const open = async (sealed: Buffer): Promise<string> =>
  (await safeStorage.decryptStringAsync(sealed)).result;

/** It takes text alone, and a keytab is none. */
function protector(
  sealText: (text: string) => Promise<Buffer>,
  openText: (sealed: Buffer) => Promise<string>,
): Protector {
  return {
    name: 'system',
    seal: (value) => sealText(value.toString('base64')),
    open: async (sealed) => Buffer.from(await openText(sealed), 'base64'),
  };
}

/** Without one, Linux encrypts with a key that everybody knows. The oldest Electron that we meet does not say. */
function hasKeyRing(): boolean {
  if (process.platform !== 'linux') return true;
  const { getSelectedStorageBackend } = safeStorage as Partial<typeof safeStorage>;
  const backend = getSelectedStorageBackend?.call(safeStorage) ?? 'unknown';
  return backend !== 'basic_text' && backend !== 'unknown';
}
