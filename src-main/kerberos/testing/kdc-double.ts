/**
 * A KDC that answers as the test wants: it stands in for hostile and broken ones, which no real KDC plays. It keeps to the protocol
 * as far as nobody bends its replies, checks nothing that it is asked, and proves nothing about real KDCs.
 */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { encrypt } from '../crypto/enctype.ts';
import { Key } from '../crypto/key.ts';
import { usages } from '../crypto/usages.ts';
import { fieldsOf, inside, readElement } from '../../der/read.ts';
import { flags, integer } from '../../der/values.ts';
import * as write from '../../der/write.ts';
import { kdcOptions } from '../messages/kdc-request.ts';
import { paTypes } from '../messages/padata.ts';
import {
  readName,
  readPaData,
  writeEncrypted,
  writeKey,
  writeName,
  writePaData,
} from '../messages/parts.ts';
import type { Typed } from '../messages/parts.ts';
import { ticketFlags } from '../messages/ticket.ts';
import { ticketGranting } from '../names.ts';
import type { Name } from '../names.ts';

export type Asked = 'log-on' | 'impersonate' | 'delegate';

/** What a reply says, sealed and in the clear. */
export interface Reply {
  readonly nonce: number;
  readonly padata: readonly Typed[];
  readonly client: Name;
  readonly clientRealm: string;
  readonly server: Name;
  readonly sealedServer: Name;
  readonly flags: number;
  readonly sessionKey: Key;
  readonly endTime: number;
  readonly authTime: number;
  readonly sealKey: Key;
  readonly sealUsage: number;
  readonly ticketKey: Key;
  readonly ticketEnctype: number;
  readonly ticketClient: Name;
  readonly ticketFlags: number;
  readonly ticketSessionKey: Key;
  readonly authorization: Buffer | null;
}

export interface Bends {
  readonly reply?: (reply: Reply, asked: Asked) => Reply;
  /** An error instead. */
  readonly error?: (asked: Asked, nth: number) => Buffer | null;
  /** The last word on the bytes, with their length before them. `null`: nothing is sent. */
  readonly wire?: (framed: Buffer, asked: Asked, socket: Socket) => Buffer | null;
}

export interface KdcDouble {
  readonly port: number;
  /** The messages that came. */
  readonly seen: readonly { readonly asked: Asked; readonly bytes: Buffer }[];
  readonly bend: (bends: Bends) => void;
  readonly close: () => Promise<void>;
}

export const realm = 'EX.TEST';
export const account: Name = { type: 1, components: ['svc-proxy'] };
const key = (fill: number): Key => new Key(18, Buffer.alloc(32, fill));
/** What the account's keytab has. */
export const accountKey = key(1);
const keys = {
  tgs: key(2),
  tgtSession: key(3),
  selfSession: key(4),
  mail: key(5),
  mailSession: key(6),
};
export const otherKey = key(9);

export async function startKdcDouble(now: () => number = Date.now): Promise<KdcDouble> {
  let bends: Bends = {};
  const seen: { asked: Asked; bytes: Buffer }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let come = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      come = Buffer.concat([come, chunk]);
      if (come.length < 4 || come.length < 4 + come.readUInt32BE(0)) return;
      const bytes = come.subarray(4);
      const { asked, reply } = answerTo(bytes, now());
      seen.push({ asked, bytes });
      const error = bends.error?.(asked, seen.length) ?? null;
      const message = error ?? writeReply(bends.reply?.(reply, asked) ?? reply, asked);
      const framed = frame(message);
      const sent = bends.wire === undefined ? framed : bends.wire(framed, asked, socket);
      if (sent !== null) socket.end(sent);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    seen,
    bend: (wanted) => {
      bends = wanted;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(message.length, 0);
  return Buffer.concat([head, message]);
}

function answerTo(bytes: Buffer, now: number): { asked: Asked; reply: Reply } {
  const outer = readElement(bytes);
  const request = fieldsOf(inside(outer));
  const padata = request.find(3, readPaData) ?? [];
  const body = request.get(4, fieldsOf);
  const nonce = body.get(7, integer);
  const server = body.get(3, readName);
  const delegates = (body.get(0, flags) & kdcOptions.clientInAddedTicket) !== 0;
  const asked =
    outer.tag === write.application(10) ? 'log-on' : delegates ? 'delegate' : 'impersonate';
  const user = userIn(padata) ?? { type: 10, components: ['alice@ex.test'] };
  return { asked, reply: honest(asked, { nonce, server, user }, now) };
}

function userIn(padata: readonly Typed[]): Name | null {
  const found = padata.find(({ type }) => type === paTypes.forUser);
  return found === undefined ? null : fieldsOf(readElement(found.value)).get(0, readName);
}

export function honest(
  asked: Asked,
  { nonce, server, user }: { nonce: number; server: Name; user: Name },
  now: number,
): Reply {
  const forwardable = ticketFlags.forwardable;
  const byAsked = {
    'log-on': {
      client: account,
      sealKey: accountKey,
      sealUsage: 3,
      ticketKey: keys.tgs,
      sessionKey: keys.tgtSession,
    },
    impersonate: {
      client: user,
      sealKey: keys.tgtSession,
      sealUsage: 8,
      ticketKey: accountKey,
      sessionKey: keys.selfSession,
    },
    delegate: {
      client: user,
      sealKey: keys.tgtSession,
      sealUsage: 8,
      ticketKey: keys.mail,
      sessionKey: keys.mailSession,
    },
  }[asked];
  const name = asked === 'log-on' ? ticketGranting(realm) : server;
  return {
    ...byAsked,
    nonce,
    padata: [],
    clientRealm: realm,
    server: name,
    sealedServer: name,
    flags: forwardable,
    endTime: now + 36_000_000,
    authTime: now,
    ticketEnctype: 18,
    ticketClient: byAsked.client,
    ticketFlags: forwardable,
    ticketSessionKey: byAsked.sessionKey,
    authorization: null,
  };
}

/** EncTicketPart and EncKDCRepPart, before they are sealed. */
export function partsOf(reply: Reply, asked: Asked): { ticket: Buffer; part: Buffer } {
  const times = { 5: write.time(reply.authTime), 7: write.time(reply.endTime) };
  const ticket = write.fields({
    0: write.flags(reply.ticketFlags),
    1: writeKey(reply.ticketSessionKey),
    2: write.text(reply.clientRealm),
    3: writeName(reply.ticketClient),
    4: write.fields({ 0: write.integer(0), 1: write.octets(Buffer.alloc(0)) }),
    ...times,
    10: reply.authorization,
  });
  const part = write.fields({
    0: writeKey(reply.sessionKey),
    1: write.sequence(),
    2: write.integer(reply.nonce),
    4: write.flags(reply.flags),
    ...times,
    9: write.text(realm),
    10: writeName(reply.sealedServer),
  });
  return {
    ticket: write.element(write.application(3), ticket),
    part: write.element(write.application(asked === 'log-on' ? 25 : 26), part),
  };
}

export function writeReply(reply: Reply, asked: Asked): Buffer {
  const type = asked === 'log-on' ? 11 : 13;
  const parts = partsOf(reply, asked);
  const ticket = write.fields({
    0: write.integer(5),
    1: write.text(realm),
    2: writeName(reply.server),
    3: writeEncrypted(reply.ticketEnctype, encrypt(reply.ticketKey, usages.ticket, parts.ticket)),
  });
  const sealed = encrypt(reply.sealKey, reply.sealUsage, parts.part);
  return write.element(
    write.application(type),
    write.fields({
      0: write.integer(5),
      1: write.integer(type),
      2: reply.padata.length === 0 ? null : writePaData(reply.padata),
      3: write.text(reply.clientRealm),
      4: writeName(reply.client),
      5: write.element(write.application(1), ticket),
      6: writeEncrypted(reply.sealKey.enctype, sealed),
    }),
  );
}

export function krbError(
  code: number,
  more: { time?: number; text?: string; data?: Buffer } = {},
): Buffer {
  const { time = Date.now(), text, data } = more;
  return write.element(
    write.application(30),
    write.fields({
      0: write.integer(5),
      1: write.integer(30),
      4: write.time(time),
      5: write.integer(0),
      6: write.integer(code),
      9: write.text(realm),
      10: writeName(ticketGranting(realm)),
      11: text === undefined ? null : write.text(text),
      12: data === undefined ? null : write.octets(data),
    }),
  );
}
