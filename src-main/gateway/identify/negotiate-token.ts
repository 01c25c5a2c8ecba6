/**
 * What the token behind `NTLM` or `Negotiate` is (RFC 4559, RFC 4178, [MS-SPNG]; facts: ews 3): an NTLMSSP message, bare
 * or inside SPNEGO, or something whose user cannot be read here, which is what Kerberos is. Anything that could be read
 * in two ways is not read: a wrong guess would decide on somebody else.
 */
import { Buffer } from 'node:buffer';
import { Malformed, readable } from '../../der/malformed.ts';
import {
  expectTag,
  fieldsOf,
  firstElement,
  inside,
  readElement,
  sequenceOf,
} from '../../der/read.ts';
import { octets } from '../../der/values.ts';
import { application, context, tags } from '../../der/write.ts';
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
  const initial = readable(() => {
    const { content } = readElement(bytes, application(0));
    const mechanism = expectTag(firstElement(content), tags.objectId);
    return { mechanism: mechanism.content, said: content.subarray(mechanism.whole.length) };
  });
  if (!initial.ok) return unreadable('no mechanism');
  const { mechanism, said } = initial.value;
  if (mechanism.equals(oids.kerberos) || mechanism.equals(oids.kerberosOfWindows))
    return { kind: 'hidden' };
  if (!mechanism.equals(oids.spnego)) return unreadable('an unknown mechanism');
  const init = readable(() => negTokenInit(said));
  if (!init.ok) return unreadable('no NegTokenInit');
  const { isForNtlm, token } = init.value;
  if (token === null) {
    // It only asks to begin.
    return isForNtlm
      ? { kind: 'ntlm', message: { kind: 'negotiate' }, continues: false }
      : { kind: 'hidden' };
  }
  if (isNtlm(token)) return ntlm(token, false);
  return isForNtlm ? unreadable('no NTLMSSP message') : { kind: 'hidden' };
}

/** The last field of NegTokenInit2 ([MS-SPNG] 2.2.1); RFC 4178 4.2 has one less. */
const lastField = 4;
/** Far more than there are. */
const mostMechanisms = 64;

/** RFC 4178 4.2.1; the mechanism that the client would like best stands first. */
function negTokenInit(bytes: Buffer): { isForNtlm: boolean; token: Buffer | null } {
  const fields = fieldsOf(inside(readElement(bytes, context(0))), lastField);
  const mechanisms = fields.get(0, (names) => sequenceOf(names, mostMechanisms));
  const [first] = mechanisms.map((name) => expectTag(name, tags.objectId).content);
  if (first === undefined) throw new Malformed('no mechanisms');
  return { isForNtlm: first.equals(oids.ntlm), token: fields.find(2, octets) };
}

/** NegTokenResp (RFC 4178 4.2.2). */
function readResponse(bytes: Buffer): SignInToken {
  const response = readable(() =>
    fieldsOf(inside(readElement(bytes, context(1))), lastField).find(2, octets),
  );
  if (!response.ok) return unreadable('no NegTokenResp');
  const token = response.value;
  return token !== null && isNtlm(token) ? ntlm(token, true) : { kind: 'hidden' };
}

function ntlm(bytes: Buffer, continues: boolean): SignInToken {
  const message = readNtlm(bytes);
  return message.kind === 'unreadable' ? message : { kind: 'ntlm', message, continues };
}

function unreadable(text: string): SignInToken {
  return { kind: 'unreadable', text };
}
