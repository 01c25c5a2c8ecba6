/**
 * What the token behind `NTLM` or `Negotiate` is (RFC 4559, RFC 4178, [MS-SPNG]; facts: ews 3): an NTLMSSP message, bare
 * or inside SPNEGO, or something whose user cannot be read here, which is what Kerberos is. Anything that could be read
 * in two ways is not read: a wrong guess would decide on somebody else.
 */
import { Buffer } from 'node:buffer';
import { readAll, readOne, readOnly } from './der.ts';
import type { Element } from './der.ts';
import { isNtlm, readNtlm } from './ntlm.ts';
import type { NtlmMessage } from './ntlm.ts';

export type SignInToken =
  | {
      readonly kind: 'ntlm';
      readonly message: Exclude<NtlmMessage, { kind: 'unreadable' }>;
      /** It goes on with a sign-in that began before: an answer inside SPNEGO. */
      readonly continues: boolean;
    }
  /** Kerberos, or a step that names nobody. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'unreadable'; readonly text: string };

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

const oids = {
  spnego: Buffer.from('2b0601050502', 'hex'),
  ntlm: Buffer.from('2b06010401823702020a', 'hex'),
  kerberos: Buffer.from('2a864886f712010202', 'hex'),
  /** Of old Windows, by a mistake that stayed ([MS-SPNG] 3.1.5.2). */
  kerberosOfWindows: Buffer.from('2a864882f712010202', 'hex'),
} as const;

export function readSignInToken(scheme: 'ntlm' | 'negotiate', text: string): SignInToken {
  if (text.length % 4 !== 0 || !base64.test(text)) return unreadable('it is not base64');
  const bytes = Buffer.from(text, 'base64');
  if (isNtlm(bytes)) return ntlm(bytes, false);
  if (scheme === 'ntlm') return unreadable('no NTLMSSP message');
  if (bytes[0] === 0x60) return readInitial(bytes);
  return bytes[0] === 0xa1 ? readResponse(bytes) : unreadable('no token of GSS-API');
}

/** InitialContextToken (RFC 2743 3.1): a mechanism, and what it says. */
function readInitial(bytes: Buffer): SignInToken {
  const inner = readOnly(bytes, 0x60);
  const mechanism = inner === null ? null : readOne(inner);
  if (mechanism?.element.tag !== 0x06) return unreadable('no mechanism');
  const { value } = mechanism.element;
  if (value.equals(oids.kerberos) || value.equals(oids.kerberosOfWindows))
    return { kind: 'hidden' };
  if (!value.equals(oids.spnego)) return unreadable('an unknown mechanism');
  const sequence = readOnly(mechanism.rest, 0xa0);
  const fields = sequence === null ? null : fieldsOf(sequence);
  const mechanisms = mechanismsOf(fields?.get(0));
  if (fields === null || mechanisms === null) return unreadable('no NegTokenInit');
  const isForNtlm = mechanisms[0]?.equals(oids.ntlm) === true;
  const token = fields.get(2);
  if (token === undefined) {
    // It only asks to begin.
    return isForNtlm
      ? { kind: 'ntlm', message: { kind: 'negotiate' }, continues: false }
      : { kind: 'hidden' };
  }
  const said = readOnly(token, 0x04);
  if (said === null) return unreadable('no NegTokenInit');
  if (isNtlm(said)) return ntlm(said, false);
  return isForNtlm ? unreadable('no NTLMSSP message') : { kind: 'hidden' };
}

/** NegTokenResp (RFC 4178 4.2.2). */
function readResponse(bytes: Buffer): SignInToken {
  const sequence = readOnly(bytes, 0xa1);
  const fields = sequence === null ? null : fieldsOf(sequence);
  if (fields === null) return unreadable('no NegTokenResp');
  const token = fields.get(2);
  if (token === undefined) return { kind: 'hidden' };
  const said = readOnly(token, 0x04);
  if (said === null) return unreadable('no NegTokenResp');
  return isNtlm(said) ? ntlm(said, true) : { kind: 'hidden' };
}

/** The fields [0] to [3] of a sequence: each once, in their order. */
function fieldsOf(bytes: Buffer): ReadonlyMap<number, Buffer> | null {
  const sequence = readOnly(bytes, 0x30);
  const elements = sequence === null ? null : readAll(sequence);
  if (elements === null) return null;
  let last = -1;
  for (const { tag } of elements) {
    const number = tag - 0xa0;
    if (number <= last || number > 4) return null;
    last = number;
  }
  return new Map(elements.map(({ tag, value }: Element) => [tag - 0xa0, value]));
}

function mechanismsOf(field: Buffer | undefined): readonly Buffer[] | null {
  const sequence = field === undefined ? null : readOnly(field, 0x30);
  const elements = sequence === null ? null : readAll(sequence);
  if (elements === null || elements.length === 0) return null;
  return elements.every(({ tag }) => tag === 0x06) ? elements.map(({ value }) => value) : null;
}

function ntlm(bytes: Buffer, continues: boolean): SignInToken {
  const message = readNtlm(bytes);
  return message.kind === 'unreadable' ? message : { kind: 'ntlm', message, continues };
}

function unreadable(text: string): SignInToken {
  return { kind: 'unreadable', text };
}
