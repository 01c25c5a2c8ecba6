/** A client that signs in by NTLM ([MS-NLMP], NTLMv2), step by step, with any of its messages bent. */
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import type { Endable } from './raw-client.ts';
import { md4 } from '../../../lab/index.ts';
import type { Harness, HarnessOptions } from '../../testing/gateway-harness.ts';
import { password as usual, startHarness } from '../../testing/gateway-harness.ts';
import { lines } from '../../testing/http-client.ts';
import type { Reply } from '../../testing/http-client.ts';
import { askEws } from '../../testing/mail-requests.ts';
import type { GatewaySettings } from '../../../src-shared/settings/in-force.ts';

const signature = Buffer.from('NTLMSSP\0', 'latin1');
const unicodeFlag = 0x1;
const oemFlag = 0x2;
const flags = 0x4 | 0x200 | 0x8000 | 0x80000 | 0x800000;

export interface Account {
  readonly user: string;
  readonly domain?: string;
  readonly password?: string;
  readonly unicode?: boolean;
}

export function type1(unicode = true): Buffer {
  const message = Buffer.alloc(32);
  signature.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(flags | (unicode ? unicodeFlag : oemFlag), 12);
  return message;
}

/** @param challenge the second message; null: none was asked for, so the answer proves nothing */
export function type3(challenge: Buffer | null, account: Account): Buffer {
  const { user, domain = '', password = usual, unicode = true } = account;
  const text = (value: string): Buffer => Buffer.from(value, unicode ? 'utf16le' : 'latin1');
  const hash = md4(Buffer.from(password, 'utf16le'));
  const key = hmac(hash, Buffer.from(user.toUpperCase() + domain, 'utf16le'));
  const info = challenge === null ? Buffer.alloc(4) : partAt(challenge, 40);
  const blob = Buffer.concat([
    Buffer.of(1, 1, 0, 0, 0, 0, 0, 0),
    randomBytes(16),
    Buffer.alloc(4),
    info,
    Buffer.alloc(4),
  ]);
  const nonce = challenge?.subarray(24, 32) ?? Buffer.alloc(8);
  const answer = Buffer.concat([hmac(key, Buffer.concat([nonce, blob])), blob]);
  const head = Buffer.alloc(64);
  signature.copy(head);
  head.writeUInt32LE(3, 8);
  head.writeUInt32LE(flags | (unicode ? unicodeFlag : oemFlag), 60);
  let at = head.length;
  const parts = [
    [12, Buffer.alloc(24)],
    [20, answer],
    [28, text(domain)],
    [36, text(user)],
    [44, text('DESK')],
    [52, Buffer.alloc(0)],
  ] as const;
  for (const [field, value] of parts) {
    head.writeUInt16LE(value.length, field);
    head.writeUInt16LE(value.length, field + 2);
    head.writeUInt32LE(at, field + 4);
    at += value.length;
  }
  return Buffer.concat([head, ...parts.map(([, value]) => value)]);
}

function partAt(message: Buffer, at: number): Buffer {
  const offset = message.readUInt32LE(at + 4);
  return message.subarray(offset, offset + message.readUInt16LE(at));
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}

/** The token of a challenge in an answer, or null. */
export function challengeOf(reply: Pick<Reply, 'rawHeaders'>, scheme = 'NTLM'): Buffer | null {
  for (const line of lines(reply, 'WWW-Authenticate')) {
    const [, token] = new RegExp(`^${scheme} (\\S+)$`).exec(line) ?? [];
    if (token !== undefined) return Buffer.from(token, 'base64');
  }
  return null;
}

/** One client connection. */
export interface NtlmClient {
  readonly agent: http.Agent;
  /** An EWS request; without `authorization` a bare one. */
  readonly ask: (authorization?: string, body?: string) => Promise<Reply>;
  /** Both steps; gives the last answer. */
  readonly signIn: (account: Account, body?: string) => Promise<Reply>;
}

export function ntlmClient(t: Endable, port: number): NtlmClient {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => {
    agent.destroy();
  });
  const ask = (authorization?: string, body?: string): Promise<Reply> =>
    askEws(port, {
      user: null,
      agent,
      ...(authorization === undefined ? {} : { headers: { Authorization: authorization } }),
      ...(body === undefined ? {} : { body }),
    });
  return {
    agent,
    ask,
    signIn: async (account, body) => {
      const begun = await ask(ntlm(type1(account.unicode)), body);
      assert.equal(begun.status, 401);
      return ask(ntlm(type3(challengeOf(begun), account)), body);
    },
  };
}

export const ntlm = (message: Buffer): string => `NTLM ${message.toString('base64')}`;

export const allowNtlm = (settings: GatewaySettings): GatewaySettings => ({
  ...settings,
  authentication: { ...settings.authentication, ntlm: 'pinned' },
});

/** A gateway that allows NTLM, before an Exchange that speaks it. */
export async function startPinned(t: Endable, options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness({
    ...options,
    settings: (settings) => {
      const allowed = allowNtlm(settings);
      return options.settings?.(allowed) ?? allowed;
    },
    exchange: { ntlm: true, ...options.exchange },
  });
  t.after(harness.close);
  return harness;
}
