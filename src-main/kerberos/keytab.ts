/** Keytabs, version 0x0502, as MIT documents the format (keytab_file_format), and ktpass and Samba write it. */
import { enctypeOf } from './crypto/enctype.ts';
import { Key } from './crypto/key.ts';
import { Malformed } from '../der/malformed.ts';
import { sameName, sameText } from './names.ts';
import type { Principal } from './names.ts';

export interface KeytabEntry {
  readonly principal: Principal;
  readonly kvno: number;
  readonly enctype: number;
  /** null: of a type that is not spoken here, as those of RC4. */
  readonly key: Key | null;
}

const mostEntries = 10_000;

export function readKeytab(bytes: Buffer): readonly KeytabEntry[] {
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== 0x0502) throw new Malformed('not a keytab');
  const entries: KeytabEntry[] = [];
  let at = 2;
  while (at < bytes.length) {
    if (bytes.length - at < 4) throw new Malformed('a keytab cut short');
    const size = bytes.readInt32BE(at);
    at += 4;
    // The file may end in zeros; a negative size is the hole that a removed entry left.
    if (size === 0) break;
    if (Math.abs(size) > bytes.length - at) throw new Malformed('a keytab cut short');
    if (size > 0) entries.push(readEntry(bytes.subarray(at, at + size)));
    if (entries.length > mostEntries) throw new Malformed('a keytab with too many entries');
    at += Math.abs(size);
  }
  return entries;
}

function readEntry(bytes: Buffer): KeytabEntry {
  const from = cursor(bytes);
  const count = from.number(2);
  if (count < 1 || count > 16) throw new Malformed('a name with no parts or too many');
  const realm = from.counted().toString('utf8');
  const components = Array.from({ length: count }, () => from.counted().toString('utf8'));
  const type = from.number(4);
  from.number(4);
  const oldKvno = from.number(1);
  const enctype = from.number(2);
  const key = from.counted();
  // The number outgrew its byte: files written since have it again, in four. Zero there means that it is not meant.
  const kvno = from.left() >= 4 ? from.number(4) || oldKvno : oldKvno;
  const size = enctypeOf(enctype)?.keySize;
  if (size !== undefined && size !== key.length) throw new Malformed('a key of the wrong size');
  return {
    principal: { name: { type, components }, realm },
    kvno,
    enctype,
    key: size === undefined ? null : new Key(enctype, key),
  };
}

function cursor(bytes: Buffer) {
  let at = 0;
  const take = (size: number): Buffer => {
    if (bytes.length - at < size) throw new Malformed('a keytab cut short');
    at += size;
    return bytes.subarray(at - size, at);
  };
  const number = (size: number): number => take(size).readUIntBE(0, size);
  return { number, counted: () => take(number(2)), left: () => bytes.length - at };
}

/** The entries of one account, the newest first. */
export function entriesOf(entries: readonly KeytabEntry[], account: Principal): KeytabEntry[] {
  return entries
    .filter(
      ({ principal }) =>
        sameText(principal.realm, account.realm) && sameName(principal.name, account.name),
    )
    .sort((one, other) => other.kvno - one.kvno);
}
