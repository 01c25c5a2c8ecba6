/** aes128-cts-hmac-sha256-128 and aes256-cts-hmac-sha384-192: RFC 8009. */
import { createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Malformed } from '../../der/malformed.ts';
import { ctsDecrypt, ctsEncrypt } from './cipher-text-stealing.ts';
import type { Enctype } from './enctype.ts';

const confounder = 16;
/** The cipher state, which Kerberos messages leave at zero; the checksum covers it (RFC 8009 5). */
const state = Buffer.alloc(16);
const derive = promisify(pbkdf2);

export function aesSha2(id: 19 | 20): Enctype {
  const large = id === 20;
  const [keySize, macSize, hash] = large ? [32, 24, 'sha384'] : [16, 16, 'sha256'];
  const name = large ? 'aes256-cts-hmac-sha384-192' : 'aes128-cts-hmac-sha256-128';
  const keyFor = (key: Buffer, usage: number, purpose: number, size: number) =>
    expand(hash, key, usageLabel(usage, purpose), size);
  const mac = (key: Buffer, ...data: readonly Buffer[]) =>
    createHmac(hash, key).update(Buffer.concat(data)).digest().subarray(0, macSize);
  return {
    id,
    name,
    keySize,
    checksumType: large ? 20 : 19,
    defaultIterations: 32_768,
    encrypt: (key, usage, plain, random = randomBytes) => {
      const whole = Buffer.concat([random(confounder), plain]);
      const sealed = ctsEncrypt(keyFor(key, usage, 0xaa, keySize), whole);
      return Buffer.concat([sealed, mac(keyFor(key, usage, 0x55, macSize), state, sealed)]);
    },
    decrypt: (key, usage, message) => {
      if (message.length < confounder + macSize) throw new Malformed('a cipher cut short');
      const sealed = message.subarray(0, message.length - macSize);
      const expected = mac(keyFor(key, usage, 0x55, macSize), state, sealed);
      if (!timingSafeEqual(expected, message.subarray(sealed.length))) return null;
      return ctsDecrypt(keyFor(key, usage, 0xaa, keySize), sealed).subarray(confounder);
    },
    checksum: (key, usage, data) => mac(keyFor(key, usage, 0x99, macSize), data),
    stringToKey: async (password, salt, iterations) => {
      // RFC 8009 4: the name of the enctype and a zero stand before the salt.
      const salted = Buffer.concat([Buffer.from(`${name}\0`), salt]);
      const temporary = await derive(password, salted, iterations, keySize, hash);
      return expand(hash, temporary, Buffer.from('kerberos'), keySize);
    },
  };
}

function usageLabel(usage: number, purpose: number): Buffer {
  const label = Buffer.alloc(5, purpose);
  label.writeUInt32BE(usage, 0);
  return label;
}

/** KDF-HMAC-SHA2 of RFC 8009 3: one round of SP 800-108 in counter mode is enough for every size here. @param size bytes */
function expand(hash: string, key: Buffer, label: Buffer, size: number): Buffer {
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(size * 8, 0);
  const input = Buffer.concat([Buffer.from([0, 0, 0, 1]), label, Buffer.from([0]), bits]);
  return createHmac(hash, key).update(input).digest().subarray(0, size);
}
