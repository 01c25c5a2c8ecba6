/** AP-REQ and AP-REP: RFC 4120 5.5. */
import { checksum, checksumTypeOf, decrypt, encrypt } from '../crypto/enctype.ts';
import type { Key } from '../crypto/key.ts';
import { usages } from '../crypto/usages.ts';
import { fieldsOf, inside, readElement } from '../../der/read.ts';
import { integer, microseconds, time } from '../../der/values.ts';
import * as write from '../../der/write.ts';
import { Malformed } from '../../der/malformed.ts';
import type { Principal } from '../names.ts';
import type { Stamp } from '../stamps.ts';
import { expectVersion, readEncrypted, version, writeChecksum } from './parts.ts';
import { writeEncrypted, writeKey, writeName } from './parts.ts';
import type { Ticket } from './parts.ts';

/** A ticket and what it takes to use it. */
export interface Usable {
  readonly ticket: Ticket;
  readonly sessionKey: Key;
  readonly client: Principal;
}

interface Authenticator {
  readonly checksum: { readonly type: number; readonly bytes: Buffer };
  readonly stamp: Stamp;
  readonly subkey: Key | null;
  readonly sequence: number | null;
}

/** The AP-REQ of a TGS-REQ: it vouches for the body of the request by a checksum. */
export function tgsRequestToken(usable: Usable, body: Buffer, stamp: Stamp): Buffer {
  const bytes = checksum(usable.sessionKey, usages.requestBody, body);
  const sum = { type: checksumTypeOf(usable.sessionKey), bytes };
  const proof = { checksum: sum, stamp, subkey: null, sequence: null };
  return writeApRequest(usable, usages.tgsAuthenticator, 0, proof);
}

const mutualRequired = 0x20000000;
/** RFC 4121 4.1.1: the checksum field carries flags and channel binding instead of a checksum. */
const gssChecksum = 0x8003;

export function serviceToken(
  usable: Usable,
  given: { binding: Buffer; stamp: Stamp; subkey: Key; sequence: number },
): Buffer {
  const { binding: bytes, ...rest } = given;
  const proof = { ...rest, checksum: { type: gssChecksum, bytes } };
  return writeApRequest(usable, usages.authenticator, mutualRequired, proof);
}

function writeApRequest(
  { ticket, sessionKey, client }: Usable,
  usage: number,
  options: number,
  proof: Authenticator,
): Buffer {
  const authenticator = write.fields({
    0: write.integer(version),
    1: write.text(client.realm),
    2: writeName(client.name),
    3: writeChecksum(proof.checksum.type, proof.checksum.bytes),
    4: write.integer(proof.stamp.microseconds),
    5: write.time(proof.stamp.time),
    6: proof.subkey === null ? null : writeKey(proof.subkey),
    7: proof.sequence === null ? null : write.integer(proof.sequence),
  });
  const sealed = encrypt(sessionKey, usage, write.element(write.application(2), authenticator));
  const request = write.fields({
    0: write.integer(version),
    1: write.integer(14),
    2: write.flags(options),
    3: ticket.der,
    4: writeEncrypted(sessionKey.enctype, sealed),
  });
  return write.element(write.application(14), request);
}

/** @returns what the AP-REP says the time of our AP-REQ was; null when another key made it */
export function openApReply(bytes: Buffer, sessionKey: Key): Stamp | null {
  const fields = fieldsOf(inside(readElement(bytes, write.application(15))));
  fields.get(0, expectVersion);
  if (fields.get(1, integer) !== 15) throw new Malformed('a message that is two kinds at once');
  const sealed = fields.get(2, readEncrypted);
  if (sealed.enctype !== sessionKey.enctype) return null;
  const plain = decrypt(sessionKey, usages.apReply, sealed.cipher);
  if (plain === null) return null;
  const part = fieldsOf(inside(readElement(plain, write.application(27))));
  return { time: part.get(0, time), microseconds: part.get(1, microseconds) };
}
