import { describe, expect, it } from 'vitest';
import * as write from '../der/write.ts';
import { readable } from '../der/malformed.ts';
import { negotiation, readNegotiated } from './spnego.ts';

const kerberos = '1.2.840.113554.1.2.2';
const message = write.element(write.application(15), write.sequence());
const framed = (id: number, oid = kerberos): Buffer =>
  write.element(write.application(0), write.objectId(oid), Buffer.from([id, 0]), message);
const response = (fields: Record<number, Buffer>): Buffer =>
  write.element(write.context(1), write.fields(fields));
const state = (value: number): Buffer => write.element(write.tags.enumerated, Buffer.from([value]));
const read = (bytes: Buffer) => readable(() => readNegotiated(bytes.toString('base64')));

it('offers Kerberos and nothing else, as every client begins (facts: ews 3)', () => {
  const token = negotiation(Buffer.alloc(1500));
  expect(token.toString('base64')).toMatch(/^YII/);
  expect(token.indexOf(Buffer.from('06062b0601050502', 'hex'))).toBe(4);
  expect(token.includes(Buffer.from('NTLMSSP'))).toBe(false);
});

describe('an answer', () => {
  it.each([
    [
      'as MIT gives it',
      response({ 0: state(0), 1: write.objectId(kerberos), 2: write.octets(framed(2)) }),
      'reply',
    ],
    [
      'with the name that Windows gives Kerberos',
      response({
        0: state(0),
        1: write.objectId('1.2.840.48018.1.2.2'),
        2: write.octets(framed(2)),
      }),
      'reply',
    ],
    ['without a frame', response({ 0: state(0), 2: write.octets(message) }), 'reply'],
    ['without SPNEGO', framed(2), 'reply'],
    ['with an error', response({ 0: state(2), 2: write.octets(framed(3)) }), 'error'],
    ['that refuses', response({ 0: state(2) }), 'rejected'],
    ['that goes on', response({ 0: state(1) }), 'nothing'],
  ])('%s', (_what, bytes, kind) => {
    expect(read(bytes)).toMatchObject({ ok: true, value: { kind } });
  });

  it.each([
    ['about NTLM', response({ 0: state(1), 1: write.objectId('1.3.6.1.4.1.311.2.2.10') })],
    ['with an AP-REQ', response({ 2: write.octets(framed(1)) })],
    ['framed for another mechanism', framed(2, '1.3.6.1.5.5.2')],
    ['with a state that does not exist', response({ 0: state(4) })],
    ['NTLM itself', Buffer.from('NTLMSSP\\0\\u0002')],
    ['bytes after the end', Buffer.concat([framed(2), Buffer.from([0])])],
  ])('is refused: %s', (_what, bytes) => {
    expect(read(bytes).ok).toBe(false);
  });

  it.each(['oQ', 'oQ==oQ==', 'o Q==', '====', 'oQ=\u0000', 'A'.repeat(65_540)])(
    'is not in base64: %j',
    (text) => {
      expect(readable(() => readNegotiated(text)).ok).toBe(false);
    },
  );

  it('is none where the field says Negotiate alone', () => {
    expect(readNegotiated('')).toEqual({ kind: 'nothing' });
  });
});
