/** Bytes that tests make: what real ones look like, and nothing of what is read. */
import * as write from '../../der/write.ts';
import type { Name } from '../names.ts';
import { account, realm } from './kdc-double.ts';

/** A PAC with the one buffer that is looked at (MS-PAC 2.10), as authorization data. */
export function upnInfo(upn: string, domain: string, samName: string | null = null): Buffer {
  const texts = [upn, domain, ...(samName === null ? [] : [samName])].map((text) =>
    Buffer.from(text, 'utf16le'),
  );
  const head = Buffer.alloc(20);
  let at = head.length;
  const places = [0, 4, 12];
  for (const [nth, text] of texts.entries()) {
    const place = places[nth] ?? 0;
    head.writeUInt16LE(text.length, place);
    head.writeUInt16LE(at, place + 2);
    at += text.length;
  }
  head.writeUInt32LE(samName === null ? 0 : 2, 8);
  const buffer = Buffer.concat([head, ...texts]);
  const pac = Buffer.alloc(24);
  pac.writeUInt32LE(1, 0);
  pac.writeUInt32LE(12, 8);
  pac.writeUInt32LE(buffer.length, 12);
  pac.writeBigUInt64LE(24n, 16);
  const entry = (type: number, value: Buffer): Buffer =>
    write.sequence(write.fields({ 0: write.integer(type), 1: write.octets(value) }));
  return entry(1, entry(128, Buffer.concat([pac, buffer])));
}

/** A keytab with one key of the account. */
export function keytabWith(bytes: Buffer, kvno = 1, enctype = 18, name: Name = account): Buffer {
  const number = (value: number, size: number): Buffer => {
    const buffer = Buffer.alloc(size);
    buffer.writeUIntBE(value, 0, size);
    return buffer;
  };
  const counted = (value: Buffer): Buffer => Buffer.concat([number(value.length, 2), value]);
  const entry = Buffer.concat([
    number(name.components.length, 2),
    counted(Buffer.from(realm)),
    ...name.components.map((part) => counted(Buffer.from(part))),
    number(name.type, 4),
    number(0, 4),
    number(kvno & 0xff, 1),
    number(enctype, 2),
    counted(bytes),
    number(kvno, 4),
  ]);
  return Buffer.concat([number(0x0502, 2), number(entry.length, 4), entry]);
}
