import {
  constants,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Account } from './requests.ts';

const PADDING = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

export type Keys = {
  /** PEM. */
  readonly publicKey: string;
  readonly decrypt: (encrypted: string) => Account | null;
};

/** The service's key pair: the webhook URL carries what only this key opens (facts: seg 1.3). */
export async function createKeys(): Promise<Keys> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { publicKey, decrypt: (encrypted) => decrypt(pair.privateKey, encrypted) };
}

function decrypt(key: KeyObject, encrypted: string): Account | null {
  try {
    const text = privateDecrypt({ key, ...PADDING }, Buffer.from(encrypted, 'base64url')).toString(
      'utf8',
    );
    const colon = text.indexOf(':');
    return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return null;
  }
}

/** The mail client's side. The text must stay below 190 bytes (RSA 2048 with OAEP and SHA-256). */
export function encryptCredentials(publicKey: string, account: Account): string {
  const text = Buffer.from(`${account.user}:${account.password}`, 'utf8');
  return publicEncrypt({ key: createPublicKey(publicKey), ...PADDING }, text).toString('base64url');
}
