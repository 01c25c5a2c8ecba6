/**
 * AES in CBC with ciphertext stealing, as RFC 3962 5 and RFC 8009 5 want it: the last two blocks always change places (CS3),
 * also when the last one is full; one block alone is plain CBC. OpenSSL has these ciphers, but Node cannot reach them.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Malformed } from '../../der/malformed.ts';

const block = 16;
const zero = Buffer.alloc(block);

/** @param plain 16 bytes at least */
export function ctsEncrypt(key: Buffer, plain: Buffer): Buffer {
  const blocks = Math.ceil(plain.length / block);
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, zero).setAutoPadding(false);
  const padded = Buffer.concat([plain, zero.subarray(0, blocks * block - plain.length)]);
  const encrypted = Buffer.concat([cipher.update(padded), cipher.final()]);
  if (blocks === 1) return encrypted;
  const before = (blocks - 2) * block;
  const stolen = encrypted.subarray(before, before + plain.length - (blocks - 1) * block);
  return Buffer.concat([encrypted.subarray(0, before), encrypted.subarray(before + block), stolen]);
}

export function ctsDecrypt(key: Buffer, encrypted: Buffer): Buffer {
  if (encrypted.length < block) throw new Malformed('less than a block of cipher');
  const blocks = Math.ceil(encrypted.length / block);
  const cbc = (bytes: Buffer): Buffer => {
    const cipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, zero).setAutoPadding(false);
    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  };
  if (blocks === 1) return cbc(encrypted);
  const before = (blocks - 2) * block;
  const swapped = encrypted.subarray(before, before + block);
  const stolen = encrypted.subarray(before + block);
  // The end of the full block, decrypted alone, is what the short block lacks.
  const missing = cbc(swapped).subarray(stolen.length);
  return cbc(Buffer.concat([encrypted.subarray(0, before), stolen, missing, swapped])).subarray(
    0,
    encrypted.length,
  );
}
