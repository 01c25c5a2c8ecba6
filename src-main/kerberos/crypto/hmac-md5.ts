/**
 * The checksum of PA-FOR-USER: HMAC-MD5 of RFC 4757 4, type -138, whatever enctype the key is of (MS-SFU 2.2.1). An OpenSSL in
 * FIPS mode refuses MD5.
 */
import { createHash, createHmac } from 'node:crypto';
import { Key } from './key.ts';

export const hmacMd5Type = -138;

/** @param hash `createHash`, unless a test says otherwise */
export function md5IsThere(hash: (name: string) => unknown = createHash): boolean {
  try {
    hash('md5');
    return true;
  } catch {
    return false;
  }
}

export function hmacMd5(key: Key, usage: number, data: Buffer): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32LE(usage, 0);
  const signing = createHmac('md5', Key.bytesOf(key)).update('signaturekey\0').digest();
  const digest = createHash('md5').update(number).update(data).digest();
  return createHmac('md5', signing).update(digest).digest();
}
