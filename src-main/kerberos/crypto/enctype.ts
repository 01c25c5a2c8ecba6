/** The encryption types that are spoken here. RC4 (23) is not: OpenSSL 3 has neither it nor MD4, and AES has been there since 2008. */
import { randomBytes } from 'node:crypto';
import { aesSha1 } from './aes-sha1.ts';
import { aesSha2 } from './aes-sha2.ts';
import { Key } from './key.ts';

export interface Enctype {
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly keySize: number;
  readonly checksumType: number;
  readonly defaultIterations: number;
  readonly encrypt: (
    key: Buffer,
    usage: number,
    plain: Buffer,
    random?: (size: number) => Buffer,
  ) => Buffer;
  /** @returns null when it was not made with this key for this usage */
  readonly decrypt: (key: Buffer, usage: number, sealed: Buffer) => Buffer | null;
  readonly checksum: (key: Buffer, usage: number, data: Buffer) => Buffer;
  readonly stringToKey: (password: Buffer, salt: Buffer, iterations: number) => Promise<Buffer>;
}

const known = new Map<number, Enctype>(
  [aesSha1(18), aesSha1(17), aesSha2(20), aesSha2(19)].map((each) => [each.id, each]),
);

/**
 * In the order of our wishes, which is how a KDC chooses session keys. AES-256 of RFC 3962 comes first because every domain
 * controller has it; those of RFC 8009 are proven against MIT alone.
 */
export const offeredEnctypes: readonly number[] = [...known.keys()];

export const enctypeOf = (id: number): Enctype | undefined => known.get(id);

export function enctypeName(id: number): string {
  const weak = new Map([
    [1, 'des-cbc-crc'],
    [3, 'des-cbc-md5'],
    [16, 'des3-cbc-sha1'],
    [23, 'rc4-hmac'],
  ]);
  return known.get(id)?.name ?? weak.get(id) ?? `enctype ${id}`;
}

/** Of a key that was let in: readers refuse keys of other types. */
function ofKey(key: Key): Enctype {
  const enctype = known.get(key.enctype);
  if (enctype === undefined) throw new Error(`a key of enctype ${key.enctype} was let in`);
  return enctype;
}

export const encrypt = (key: Key, usage: number, plain: Buffer): Buffer =>
  ofKey(key).encrypt(Key.bytesOf(key), usage, plain);

export const decrypt = (key: Key, usage: number, sealed: Buffer): Buffer | null =>
  ofKey(key).decrypt(Key.bytesOf(key), usage, sealed);

export const checksum = (key: Key, usage: number, data: Buffer): Buffer =>
  ofKey(key).checksum(Key.bytesOf(key), usage, data);

export const checksumTypeOf = (key: Key): number => ofKey(key).checksumType;

export const randomKeyLike = (key: Key): Key =>
  new Key(key.enctype, randomBytes(ofKey(key).keySize));
