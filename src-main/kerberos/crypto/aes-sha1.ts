/** aes128-cts-hmac-sha1-96 and aes256-cts-hmac-sha1-96: RFC 3962 on the simplified profile of RFC 3961 5.3. */
import { createCipheriv, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Malformed } from '../../der/malformed.ts';
import { ctsDecrypt, ctsEncrypt } from './cipher-text-stealing.ts';
import type { Enctype } from './enctype.ts';
import { nFold } from './n-fold.ts';

const confounder = 16;
const macSize = 12;
const derive = promisify(pbkdf2);

export function aesSha1(id: 17 | 18): Enctype {
  const keySize = id === 18 ? 32 : 16;
  const dk = (key: Buffer, constant: Buffer) => deriveKey(key, constant, keySize);
  const mac = (key: Buffer, data: Buffer) =>
    createHmac('sha1', key).update(data).digest().subarray(0, macSize);
  return {
    id,
    name: `aes${keySize * 8}-cts-hmac-sha1-96`,
    keySize,
    checksumType: id === 18 ? 16 : 15,
    defaultIterations: 4096,
    encrypt: (key, usage, plain, random = randomBytes) => {
      const whole = Buffer.concat([random(confounder), plain]);
      const sealed = ctsEncrypt(dk(key, usageConstant(usage, 0xaa)), whole);
      return Buffer.concat([sealed, mac(dk(key, usageConstant(usage, 0x55)), whole)]);
    },
    decrypt: (key, usage, sealed) => {
      if (sealed.length < confounder + macSize) throw new Malformed('a cipher cut short');
      const whole = ctsDecrypt(
        dk(key, usageConstant(usage, 0xaa)),
        sealed.subarray(0, sealed.length - macSize),
      );
      const expected = mac(dk(key, usageConstant(usage, 0x55)), whole);
      const genuine = timingSafeEqual(expected, sealed.subarray(sealed.length - macSize));
      return genuine ? whole.subarray(confounder) : null;
    },
    checksum: (key, usage, data) => mac(dk(key, usageConstant(usage, 0x99)), data),
    stringToKey: async (password, salt, iterations) =>
      dk(await derive(password, salt, iterations, keySize, 'sha1'), Buffer.from('kerberos')),
  };
}

/** RFC 3961 5.3: the number of the usage, then what the key is for. */
function usageConstant(usage: number, purpose: number): Buffer {
  const constant = Buffer.alloc(5, purpose);
  constant.writeUInt32BE(usage, 0);
  return constant;
}

/** DK of RFC 3961 5.1: the folded constant encrypted over and over; random-to-key of AES is the identity. */
export function deriveKey(key: Buffer, constant: Buffer, size: number): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const blocks: Buffer[] = [];
  let block = constant.length === 16 ? constant : nFold(constant, 16);
  while (blocks.length * 16 < size) {
    block = cipher.update(block);
    blocks.push(block);
  }
  return Buffer.concat(blocks).subarray(0, size);
}
