/** What Windows says of a user inside a ticket: the buffer UPN_DNS_INFO of the PAC, MS-PAC 2.4 and 2.10. */
import { readElement } from '../der/read.ts';
import { Malformed } from '../der/malformed.ts';
import { readAuthorization } from './messages/ticket.ts';
import type { Typed } from './messages/parts.ts';

export interface UpnInfo {
  readonly upn: string;
  readonly dnsDomain: string;
  /** sAMAccountName, where the KDC gives it. */
  readonly samName: string | null;
}

const ifRelevant = 1;
const win2kPac = 128;
const upnDnsInfo = 12;
const hasSamName = 2;

/** @returns null where no PAC is, or one without this buffer, as that of an MIT KDC */
export function upnInfoOf(authorization: readonly Typed[]): UpnInfo | null {
  const pac = findPac(authorization, 0);
  return pac === null ? null : readPac(pac);
}

/** Containers hold containers; KDCs use one. */
function findPac(entries: readonly Typed[], depth: number): Buffer | null {
  if (depth > 3) throw new Malformed('authorization data nested too deep');
  for (const { type, value } of entries) {
    if (type === win2kPac) return value;
    if (type !== ifRelevant) continue;
    const found = findPac(readAuthorization(readElement(value)), depth + 1);
    if (found !== null) return found;
  }
  return null;
}

export function readPac(pac: Buffer): UpnInfo | null {
  if (pac.length < 8) throw new Malformed('a PAC cut short');
  const count = pac.readUInt32LE(0);
  if (count > 64 || pac.length < 8 + count * 16) throw new Malformed('a PAC cut short');
  for (let at = 8; at < 8 + count * 16; at += 16) {
    if (pac.readUInt32LE(at) !== upnDnsInfo) continue;
    const size = pac.readUInt32LE(at + 4);
    const offset = Number(pac.readBigUInt64LE(at + 8));
    return readUpnInfo(piece(pac, offset, size));
  }
  return null;
}

function readUpnInfo(buffer: Buffer): UpnInfo {
  if (buffer.length < 12) throw new Malformed('names of a PAC cut short');
  const textAt = (at: number): string => {
    const size = buffer.readUInt16LE(at);
    if (size % 2 !== 0) throw new Malformed('a name of a PAC cut short');
    return piece(buffer, buffer.readUInt16LE(at + 2), size).toString('utf16le');
  };
  const extended = (buffer.readUInt32LE(8) & hasSamName) !== 0 && buffer.length >= 16;
  return { upn: textAt(0), dnsDomain: textAt(4), samName: extended ? textAt(12) : null };
}

function piece(bytes: Buffer, offset: number, size: number): Buffer {
  if (offset > bytes.length || size > bytes.length - offset) {
    throw new Malformed('a PAC that points outside itself');
  }
  return bytes.subarray(offset, offset + size);
}
