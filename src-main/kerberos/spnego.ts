/** SPNEGO around Kerberos: RFC 4178, RFC 4121 4.1, RFC 4559. Kerberos is the only mechanism offered, so no MIC is due. */
import { expectTag, fieldsOf, firstElement, inside, readElement } from '../der/read.ts';
import { enumerated, objectId, octets } from '../der/values.ts';
import * as write from '../der/write.ts';
import { Malformed } from '../der/malformed.ts';

const oids = {
  spnego: '1.3.6.1.5.5.2',
  kerberos: '1.2.840.113554.1.2.2',
  /** Windows before Vista named it so, and IIS still may. */
  microsoftKerberos: '1.2.840.48018.1.2.2',
} as const;

const tokenIds = { request: 0x0100, reply: 0x0200, error: 0x0300 } as const;

/** NegTokenInit with an AP-REQ. */
export function negotiation(apRequest: Buffer): Buffer {
  const init = write.fields({
    0: write.sequence(write.objectId(oids.kerberos)),
    2: write.octets(framed(apRequest)),
  });
  const choice = write.element(write.context(0), init);
  return write.element(write.application(0), write.objectId(oids.spnego), choice);
}

function framed(message: Buffer): Buffer {
  const id = Buffer.alloc(2);
  id.writeUInt16BE(tokenIds.request, 0);
  return write.element(write.application(0), write.objectId(oids.kerberos), id, message);
}

/** What came back: a message of Kerberos, or the bare refusal. */
export type Negotiated =
  | { readonly kind: 'reply'; readonly message: Buffer }
  | { readonly kind: 'error'; readonly message: Buffer }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'nothing' };

/** @param text what stands behind `Negotiate` in WWW-Authenticate: base64 of a NegTokenResp, or of a bare Kerberos token */
export function readNegotiated(text: string): Negotiated {
  if (text === '') return { kind: 'nothing' };
  if (text.length > 65_536 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) {
    throw new Malformed('not in base64');
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes[0] === write.application(0)) return readFramed(bytes);
  return readResponse(bytes);
}

const states = { completed: 0, incomplete: 1, rejected: 2, requestMic: 3 } as const;

function readResponse(bytes: Buffer): Negotiated {
  const fields = fieldsOf(inside(readElement(bytes, write.context(1))));
  const state = fields.find(0, enumerated);
  const mechanism = fields.find(1, objectId);
  const token = fields.find(2, octets);
  if (state !== null && state > states.requestMic) throw new Malformed('an unknown state');
  if (mechanism !== null && !isKerberos(mechanism)) throw new Malformed('not about Kerberos');
  if (token !== null) return readFramed(token);
  return { kind: state === states.rejected ? 'rejected' : 'nothing' };
}

function readFramed(bytes: Buffer): Negotiated {
  // Inside a NegTokenResp some acceptors leave the frame out.
  if (bytes[0] === write.application(15)) return { kind: 'reply', message: bytes };
  if (bytes[0] === write.application(30)) return { kind: 'error', message: bytes };
  const { content } = readElement(bytes, write.application(0));
  const mechanism = expectTag(firstElement(content), write.tags.objectId);
  if (!isKerberos(objectId(mechanism))) throw new Malformed('not about Kerberos');
  const rest = content.subarray(mechanism.whole.length);
  if (rest.length < 2) throw new Malformed('cut short');
  const id = rest.readUInt16BE(0);
  if (id === tokenIds.reply) return { kind: 'reply', message: rest.subarray(2) };
  if (id === tokenIds.error) return { kind: 'error', message: rest.subarray(2) };
  throw new Malformed('a token of another kind');
}

const isKerberos = (oid: string): boolean =>
  oid === oids.kerberos || oid === oids.microsoftKerberos;
