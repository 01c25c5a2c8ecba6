/** Pre-authentication data that are sent: RFC 4120 5.2.7, MS-SFU 2.2, MS-KILE 2.2. */
import { encrypt } from '../crypto/enctype.ts';
import { hmacMd5, hmacMd5Type } from '../crypto/hmac-md5.ts';
import type { Key } from '../crypto/key.ts';
import { usages } from '../crypto/usages.ts';
import * as write from '../../der/write.ts';

import type { Principal } from '../names.ts';
import type { Stamp } from '../stamps.ts';
import { writeChecksum, writeEncrypted, writeName } from './parts.ts';
import type { Typed } from './parts.ts';

export const paTypes = {
  tgsRequest: 1,
  encryptedTimestamp: 2,
  enctypeInfo2: 19,
  pacRequest: 128,
  forUser: 129,
  cookie: 133,
  pacOptions: 167,
} as const;

/** Asks for a PAC: without one Windows services know no groups of the user. */
export const pacRequest: Typed = {
  type: paTypes.pacRequest,
  value: write.fields({ 0: write.element(0x01, Buffer.from([0xff])) }),
};

export function encryptedTimestamp(key: Key, stamp: Stamp): Typed {
  const plain = write.fields({ 0: write.time(stamp.time), 1: write.integer(stamp.microseconds) });
  const sealed = encrypt(key, usages.encryptedTimestamp, plain);
  return { type: paTypes.encryptedTimestamp, value: writeEncrypted(key.enctype, sealed) };
}

const authPackage = 'Kerberos';

/** MS-SFU 2.2.1. The checksum is over the type, the parts of the name without separators, the realm and the package. */
export function forUser(user: Principal, sessionKey: Key): Typed {
  const value = write.fields({
    0: writeName(user.name),
    1: write.text(user.realm),
    2: writeChecksum(hmacMd5Type, forUserChecksum(user, sessionKey)),
    3: write.text(authPackage),
  });
  return { type: paTypes.forUser, value };
}

export function forUserChecksum({ name, realm }: Principal, sessionKey: Key): Buffer {
  const type = Buffer.alloc(4);
  type.writeInt32LE(name.type, 0);
  const words = name.components.join('') + realm + authPackage;
  return hmacMd5(sessionKey, usages.forUser, Buffer.concat([type, Buffer.from(words)]));
}

/** MS-KILE 2.2.10 bit 3: resource-based delegation is understood. A KDC that knows nothing of it passes over it. */
export const pacOptions: Typed = {
  type: paTypes.pacOptions,
  value: write.fields({ 0: write.flags(0x10000000) }),
};
