/** NTLMv2 ([MS-NLMP]) as a server: the challenge, and whether an answer to it knows the password. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LabUser } from '../types.ts';
import { md4 } from './md4.ts';
import type { Users } from './users.ts';

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
const UNICODE = 0x1;
const OEM = 0x2;
// REQUEST_TARGET, NTLM, ALWAYS_SIGN, TARGET_TYPE_DOMAIN, EXTENDED_SESSIONSECURITY, TARGET_INFO, VERSION, 128, 56
const OFFERED = 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000 | 0x2000000 | 0xa0000000;
const DOMAIN = 'LAB';

/** 1, 2 or 3; 0: no NTLMSSP message. */
export function ntlmType(message: Buffer): number {
  const is = message.length >= 16 && message.subarray(0, 8).equals(SIGNATURE);
  return is ? message.readUInt32LE(8) : 0;
}

export interface Challenge {
  readonly message: Buffer;
  readonly nonce: Buffer;
  readonly unicode: boolean;
}

/** The second message, in answer to the first. */
export function challengeFor(first: Buffer): Challenge {
  const unicode = (first.readUInt32LE(12) & UNICODE) !== 0;
  const nonce = randomBytes(8);
  const name = Buffer.from(DOMAIN, unicode ? 'utf16le' : 'latin1');
  const info = Buffer.concat([pair(2, DOMAIN), pair(1, 'LAB-EX01'), pair(0, '')]);
  const head = Buffer.alloc(56);
  SIGNATURE.copy(head);
  head.writeUInt32LE(2, 8);
  field(head, 12, name.length, 56);
  head.writeUInt32LE((OFFERED | (unicode ? UNICODE : OEM)) >>> 0, 20);
  nonce.copy(head, 24);
  field(head, 40, info.length, 56 + name.length);
  head.set([10, 0, 0x63, 0x45, 0, 0, 0, 15], 48);
  return { message: Buffer.concat([head, name, info]), nonce, unicode };
}

/** The user whose password the third message proves to know, or null. */
export function userOf(third: Buffer, { nonce, unicode }: Challenge, users: Users): LabUser | null {
  if (third.length < 64) return null;
  const text = (at: number): string => part(third, at).toString(unicode ? 'utf16le' : 'latin1');
  const [domain, name] = [text(28), text(36)];
  const user = users.find(domain === '' ? name : `${domain}\\${name}`);
  const answer = part(third, 20);
  if (user === null || answer.length < 48) return null;
  const hash = md4(Buffer.from(user.password, 'utf16le'));
  const key = hmac(hash, Buffer.from(name.toUpperCase() + domain, 'utf16le'));
  const proof = hmac(key, Buffer.concat([nonce, answer.subarray(16)]));
  return timingSafeEqual(proof, answer.subarray(0, 16)) ? user : null;
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}

function part(message: Buffer, at: number): Buffer {
  const offset = message.readUInt32LE(at + 4);
  return message.subarray(offset, offset + message.readUInt16LE(at));
}

function field(message: Buffer, at: number, length: number, offset: number): void {
  message.writeUInt16LE(length, at);
  message.writeUInt16LE(length, at + 2);
  message.writeUInt32LE(offset, at + 4);
}

/** An entry of the target's description ([MS-NLMP] 2.2.2.1). */
function pair(id: number, text: string): Buffer {
  const value = Buffer.from(text, 'utf16le');
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}
