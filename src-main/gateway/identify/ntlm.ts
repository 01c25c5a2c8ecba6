/**
 * NTLMSSP messages ([MS-NLMP] 2.2.1) as far as they say who signs in. Exchange looks the account up under the very names
 * that stand in the third message, so they are read one way or not at all.
 */
import type { Buffer } from 'node:buffer';

export type NtlmMessage =
  /** The first: a client asks for a challenge. */
  | { readonly kind: 'negotiate' }
  /** The second: Exchange gives one. */
  | { readonly kind: 'challenge'; readonly unicode: boolean }
  /** The third. `user` is null when it names nobody: an anonymous sign-in. */
  | { readonly kind: 'authenticate'; readonly user: string | null; readonly unicode: boolean }
  | { readonly kind: 'unreadable'; readonly text: string };

const signature = 'NTLMSSP\0';
const unicodeFlag = 0x00000001;
/** Names of accounts and domains are far shorter; in bytes. */
const longestName = 1024;
const headBytes = { negotiate: 16, challenge: 32, authenticate: 64 } as const;

export function isNtlm(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, signature.length) === signature;
}

export function readNtlm(bytes: Buffer): NtlmMessage {
  if (!isNtlm(bytes) || bytes.length < headBytes.negotiate) return unreadable('no NTLMSSP message');
  switch (bytes.readUInt32LE(8)) {
    case 1:
      return { kind: 'negotiate' };
    case 2:
      if (bytes.length < headBytes.challenge) return unreadable('too short');
      return { kind: 'challenge', unicode: (bytes.readUInt32LE(20) & unicodeFlag) !== 0 };
    case 3:
      return bytes.length < headBytes.authenticate ? unreadable('too short') : whoIn(bytes);
    default:
      return unreadable('unknown type of message');
  }
}

function whoIn(bytes: Buffer): NtlmMessage {
  const unicode = (bytes.readUInt32LE(60) & unicodeFlag) !== 0;
  const domain = nameAt(bytes, 28, unicode);
  const user = nameAt(bytes, 36, unicode);
  if (domain === null || user === null) return unreadable('its names cannot be read');
  // No account has a slash in its name; the two parts could be split elsewhere.
  if (/[\\/]/.test(user) || /[\\/@]/.test(domain)) return unreadable('its names are no names');
  const whole = domain === '' ? user : `${domain}\\${user}`;
  return { kind: 'authenticate', user: user.trim() === '' ? null : whole, unicode };
}

const control = /[\p{Cc}\p{Cs}]/u;
const printableAscii = /^[\x20-\x7e]*$/;

/** The payload that the eight bytes at `at` point to; null: not within the message, or no text. */
function nameAt(bytes: Buffer, at: number, unicode: boolean): string | null {
  const length = bytes.readUInt16LE(at);
  const offset = bytes.readUInt32LE(at + 4);
  if (length === 0) return '';
  if (length > longestName || offset < headBytes.authenticate) return null;
  if (offset + length > bytes.length) return null;
  const part = bytes.subarray(offset, offset + length);
  if (!unicode) {
    // Which letters others are depends on the code page of the client.
    const text = part.toString('latin1');
    return printableAscii.test(text) ? text : null;
  }
  if (length % 2 !== 0) return null;
  const text = part.toString('utf16le');
  return control.test(text) ? null : text;
}

function unreadable(text: string): NtlmMessage {
  return { kind: 'unreadable', text };
}
