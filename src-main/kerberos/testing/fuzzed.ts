/** Everything in this room that reads bytes from outside. */
import { serverEndPoint } from '../channel-binding.ts';
import { Key } from '../crypto/key.ts';
import { elementsOf, readElement } from '../../der/read.ts';
import { flags, integer, microseconds, objectId, text, time } from '../../der/values.ts';
import * as write from '../../der/write.ts';
import { readKeytab } from '../keytab.ts';
import { openApReply } from '../messages/ap.ts';
import { readEnctypeInfo, readError, readMethodData } from '../messages/error.ts';
import { readReply, readReplyPart } from '../messages/kdc-reply.ts';
import { paTypes } from '../messages/padata.ts';
import { writeEncrypted, writePaData } from '../messages/parts.ts';
import { readOpenedTicket } from '../messages/ticket.ts';
import { upnInfoOf } from '../pac.ts';
import { readNegotiated } from '../spnego.ts';
import type { Fuzzed } from './fuzz.ts';
import { account, honest, krbError, partsOf, writeReply } from './kdc-double.ts';
import type { Asked } from './kdc-double.ts';
import { keytabWith, upnInfo } from './made.ts';

const asked: readonly Asked[] = ['log-on', 'impersonate', 'delegate'];
const about = { nonce: 0x12345678, server: account, user: account };
const replyTo = (step: Asked) => ({
  ...honest(step, about, Date.UTC(2026, 0, 1)),
  padata: [{ type: paTypes.enctypeInfo2, value: enctypeInfo() }],
  authorization: upnInfo('alice@ex.test', 'EX.TEST', 'alice'),
});

function enctypeInfo(): Buffer {
  const entry = (id: number): Buffer =>
    write.fields({
      0: write.integer(id),
      1: write.text('EX.TESTsvc'),
      2: write.octets(Buffer.from([0, 0, 16, 0])),
    });
  return write.sequence(entry(18), entry(17));
}

const methods = writePaData([
  { type: paTypes.encryptedTimestamp, value: Buffer.alloc(0) },
  { type: paTypes.enctypeInfo2, value: enctypeInfo() },
]);

const apReply = write.element(
  write.application(15),
  write.fields({
    0: write.integer(5),
    1: write.integer(15),
    2: writeEncrypted(18, Buffer.alloc(80, 7)),
  }),
);
const framed = (id: number, message: Buffer): Buffer =>
  write.element(
    write.application(0),
    write.objectId('1.2.840.113554.1.2.2'),
    Buffer.from([id, 0]),
    message,
  );
const negotiated = write.element(
  write.context(1),
  write.fields({
    0: write.element(write.tags.enumerated, Buffer.from([0])),
    1: write.objectId('1.2.840.48018.1.2.2'),
    2: write.octets(framed(2, apReply)),
  }),
);
const sessionKey = new Key(18, Buffer.alloc(32, 3));

function readToken(bytes: Buffer): void {
  const token = readNegotiated(bytes.toString('base64'));
  if (token.kind === 'reply') openApReply(token.message, sessionKey);
  if (token.kind === 'error') readError(token.message);
}

const certificate = write.sequence(
  write.sequence(write.integer(1)),
  write.sequence(
    write.objectId('1.2.840.113549.1.1.10'),
    write.sequence(
      write.element(write.context(0), write.sequence(write.objectId('2.16.840.1.101.3.4.2.1'))),
    ),
  ),
  write.octets(Buffer.alloc(8)),
);

const primitives: readonly ((element: ReturnType<typeof readElement>) => unknown)[] = [
  integer,
  microseconds,
  text,
  time,
  flags,
  objectId,
];

export const fuzzed: readonly Fuzzed[] = [
  {
    name: 'primitive types of DER',
    seeds: [
      write.integer(-138),
      write.integer(0xffffffff),
      write.text('EX.TEST'),
      write.time(Date.UTC(2026, 1, 28)),
      write.flags(0x40810000),
      write.objectId('1.3.6.1.4.1.311.20.2.3'),
    ],
    read: (bytes) => {
      const element = readElement(bytes);
      const at = [0x02, 0x1b, 0x18, 0x03, 0x06].indexOf(element.tag);
      if (at === -1) elementsOf(bytes);
      else
        for (const read of [primitives[0], ...primitives.slice(2)].slice(at, at + 1))
          read?.(element);
    },
  },
  {
    name: 'replies of a KDC',
    seeds: asked.map((step) => writeReply(replyTo(step), step)),
    read: (bytes) => void readReply(bytes[0] === write.application(11) ? 'as' : 'tgs', bytes),
  },
  {
    name: 'sealed parts of replies',
    seeds: asked.map((step) => partsOf(replyTo(step), step).part),
    read: (bytes) => void readReplyPart(bytes),
  },
  {
    name: 'opened tickets with a PAC',
    seeds: asked.map((step) => partsOf(replyTo(step), step).ticket),
    read: (bytes) => void upnInfoOf(readOpenedTicket(bytes).authorization),
  },
  {
    name: 'errors',
    seeds: [
      krbError(25, { time: 0, text: 'NEEDED_PREAUTH', data: methods }),
      krbError(13, { time: 0 }),
    ],
    read: (bytes) => void readError(bytes),
  },
  {
    name: 'what a KDC asks for before log-on',
    seeds: [methods, enctypeInfo()],
    read: (bytes) => {
      const first = elementsOf(readElement(bytes).content)[0];
      // Both are sequences; entries of the one begin with [0], of the other with [1].
      if (first?.content[0] === write.context(0)) readEnctypeInfo(bytes);
      else
        for (const { type, value } of readMethodData(bytes))
          if (type === 19) readEnctypeInfo(value);
    },
  },
  {
    name: 'keytabs',
    seeds: [
      keytabWith(Buffer.alloc(32, 1)),
      Buffer.concat([
        keytabWith(Buffer.alloc(16, 1), 2, 17),
        Buffer.from('fffffff0', 'hex'),
        Buffer.alloc(16),
      ]),
      keytabWith(Buffer.alloc(16, 1), 300, 23, { type: 1, components: ['HTTP', 'proxy.ex.test'] }),
    ],
    read: (bytes) => void readKeytab(bytes),
  },
  {
    name: 'tokens of SPNEGO',
    seeds: [negotiated, framed(2, apReply), framed(3, krbError(37, { time: 0 }))],
    read: readToken,
  },
  {
    name: 'certificates, for the channel binding',
    seeds: [certificate],
    read: (bytes) => void serverEndPoint(bytes),
  },
];
