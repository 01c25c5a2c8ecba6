/** Tokens of sign-ins that are almost in order, from a seed; whatever is made of one must be the typed result. */
import assert from 'node:assert/strict';
import { chanceOf } from './payloads/chance.ts';
import type { Chance } from './payloads/chance.ts';
import { type1, type3 } from './ntlm.ts';
import { krb5, negTokenInit, negTokenResp, oid } from './spnego.ts';
import { readSignInToken } from '../identify/negotiate-token.ts';

const third = type3(null, { user: 'alice', domain: 'CONTOSO' });
/** Only its head counts. */
const second = Buffer.concat([type1().subarray(0, 8), Buffer.of(2), Buffer.alloc(47)]);
const seeds: readonly [Buffer, ...Buffer[]] = [
  type1(),
  second,
  third,
  type3(null, { user: 'bob', unicode: false }),
  negTokenInit([oid.kerberos, oid.ntlm], type1()),
  negTokenInit([oid.ntlm], null),
  negTokenResp(third, Buffer.alloc(16)),
  krb5(),
];

/** Reads `count` of them. @returns how many there were of each kind */
export function readStrangeTokens(count: number, seed: number): Readonly<Record<string, number>> {
  const chance = chanceOf(seed);
  const kinds: Record<string, number> = {
    hidden: 0,
    unreadable: 0,
    negotiate: 0,
    challenge: 0,
    authenticate: 0,
  };
  for (let made = 0; made < count; made += 1) {
    const bytes = strange(chance);
    const kind = judge(bytes);
    assert.ok(kind in kinds, `${kind} of ${bytes.toString('hex')}`);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}

function strange(chance: Chance): Buffer {
  const bytes = Buffer.from(chance.one(seeds));
  for (let changes = chance.below(4); changes > 0; changes -= 1) {
    // Where lengths, offsets and tags stand more often than elsewhere.
    const at = chance.below(chance.one([bytes.length, 72, 24]));
    if (at < bytes.length) bytes[at] = chance.one([chance.below(256), 0, 0x7f, 0x80, 0x84, 0xff]);
  }
  switch (chance.below(4)) {
    case 0:
      return bytes.subarray(0, chance.below(bytes.length + 1));
    case 1:
      return Buffer.concat([bytes, Buffer.alloc(chance.below(20), chance.below(256))]);
    default:
      return bytes;
  }
}

/** A name, if one is read, stands in the bytes and holds nothing that could be read in two ways. */
function judge(bytes: Buffer): string {
  const token = readSignInToken('negotiate', bytes.toString('base64'));
  if (token.kind !== 'ntlm') return token.kind;
  const { message } = token;
  if (message.kind !== 'authenticate' || message.user === null) return message.kind;
  const name = message.user.split('\\').at(-1) ?? '';
  const said = Buffer.from(name, message.unicode ? 'utf16le' : 'latin1');
  assert.ok(bytes.includes(said), bytes.toString('hex'));
  assert.doesNotMatch(message.user, /[\p{Cc}\p{Cs}/]|\\.*\\/u);
  return message.kind;
}
