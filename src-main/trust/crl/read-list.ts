/**
 * Reads a certificate revocation list (RFC 5280 5) strictly. What would have to be understood to use it rightly, and is
 * not, makes it unusable: deltas, lists of other issuers' certificates, unknown critical extensions.
 */
import { elementsOf, expectTag, firstElement, readElement, sequenceOf } from '../../der/read.ts';
import type { Element } from '../../der/read.ts';
import { Malformed } from '../../der/malformed.ts';
import { objectId } from '../../der/values.ts';
import { tags } from '../../der/write.ts';
import { readExtensions, urlsOfPoint } from '../client/read-certificate.ts';
import { SerialSet } from './serial-set.ts';
import { timeOf } from './time.ts';

/** Which certificates of its issuer a list speaks of (5.2.5). */
export interface ListScope {
  /** Null: of all. Else of those that name one of these places. */
  readonly urls: readonly string[] | null;
  readonly whom: 'all' | 'users' | 'authorities';
}

export interface RevocationList {
  /** Encoded name. */
  readonly issuer: Buffer;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: SerialSet;
  readonly scope: ListScope;
  /** What is signed, how, and the signature. */
  readonly signed: Buffer;
  readonly algorithm: string;
  readonly signature: Buffer;
}

/** So many entries are read in one go; then others have their turn. */
const slice = 2000;

/** Throws `Malformed`. */
export async function readList(der: Buffer): Promise<RevocationList> {
  const [signed, algorithm, signature, ...rest] = sequenceOf(readElement(der));
  if (signed === undefined || algorithm === undefined || signature === undefined)
    throw new Malformed('cut short');
  if (rest.length > 0) throw new Malformed('more than a list and its signature');
  const parts = partsOf(signed);
  if (!parts.algorithm.whole.equals(algorithm.whole))
    throw new Malformed('two signature algorithms');
  const revoked = new SerialSet(der);
  await readEntries(parts.entries, der, revoked);
  const id = sequenceOf(algorithm)[0];
  if (id === undefined) throw new Malformed('no signature algorithm');
  const bits = expectTag(signature, tags.bits).content;
  if (bits[0] !== 0) throw new Malformed('a signature with loose bits');
  return {
    issuer: parts.issuer.whole,
    thisUpdate: parts.thisUpdate,
    nextUpdate: parts.nextUpdate,
    revoked,
    scope: parts.scope,
    signed: signed.whole,
    algorithm: objectId(id),
    signature: bits.subarray(1),
  };
}

interface Parts {
  readonly algorithm: Element;
  readonly issuer: Element;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly entries: Buffer;
  readonly scope: ListScope;
}

const nothing = Buffer.alloc(0);

function partsOf(signed: Element): Parts {
  const fields = [...sequenceOf(signed)];
  // Version 2 is the one with extensions; without it there are none (5.1.2.1).
  const hasVersion = fields[0]?.tag === tags.integer;
  if (hasVersion && fields.shift()?.content.toString('hex') !== '01')
    throw new Malformed('another version');
  const [algorithm, issuer, thisUpdate, ...others] = fields;
  if (algorithm === undefined || issuer === undefined || thisUpdate === undefined)
    throw new Malformed('cut short');
  const next = others[0];
  if (next === undefined || !isTime(next)) throw new Malformed('no time of the next list');
  const entries = others[1]?.tag === tags.sequence ? others[1] : undefined;
  const extensions = others[entries === undefined ? 1 : 2];
  if (others.length > (entries === undefined ? 2 : 3)) throw new Malformed('unknown fields');
  return {
    algorithm,
    issuer: expectTag(issuer, tags.sequence),
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: timeOf(next),
    entries: entries?.content ?? nothing,
    scope: extensions === undefined ? everything : scopeOf(extensions, hasVersion),
  };
}

function isTime({ tag }: Element): boolean {
  return tag === 0x17 || tag === tags.generalizedTime;
}

const everything: ListScope = { urls: null, whom: 'all' };
const issuingDistributionPoint = '551d1c';
const deltaIndicator = '551d1b';

function scopeOf(element: Element, hasVersion: boolean): ListScope {
  if (!hasVersion) throw new Malformed('extensions in a list of version 1');
  const extensions = readExtensions(readElement(expectTag(element, 0xa0).content));
  let scope = everything;
  for (const [id, { critical, value }] of extensions) {
    if (id === deltaIndicator) throw new Malformed('it lists changes only (a delta)');
    if (id === issuingDistributionPoint) scope = scopeOfPoint(readElement(value));
    else if (critical) throw new Malformed('a critical extension that is not known here');
  }
  return scope;
}

function scopeOfPoint(point: Element): ListScope {
  let { urls, whom } = everything;
  for (const { tag, content } of sequenceOf(point)) {
    const isTrue = content.length === 1 && content[0] !== 0;
    if (tag === 0xa0) urls = urlsOfPoint(content);
    else if (tag === 0x81) whom = isTrue ? 'users' : whom;
    else if (tag === 0x82) whom = isTrue ? 'authorities' : whom;
    else if (tag === 0x84 && isTrue) throw new Malformed('it lists certificates of others');
    else if (tag === 0x83) throw new Malformed('it lists some reasons only');
    else if (tag === 0x85 && isTrue) throw new Malformed('it lists attribute certificates only');
    else if (tag !== 0x84 && tag !== 0x85) throw new Malformed('a scope that is not known here');
  }
  return { urls, whom };
}

async function readEntries(content: Buffer, der: Buffer, revoked: SerialSet): Promise<void> {
  let rest = content;
  for (let count = 1; rest.length > 0; count += 1) {
    const entry = firstElement(rest);
    rest = rest.subarray(entry.whole.length);
    const fields = expectTag(entry, tags.sequence).content;
    const serial = expectTag(firstElement(fields), tags.integer);
    const behind = fields.subarray(serial.whole.length);
    const time = firstElement(behind);
    if (!isTime(time)) throw new Malformed('an entry without a time');
    if (behind.length > time.whole.length) checkEntry(behind.subarray(time.whole.length));
    revoked.add(serial.content.byteOffset - der.byteOffset, serial.content.length);
    if (count % slice === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Entries of other issuers' certificates are marked critical (5.3.3), as everything that must be understood is. */
function checkEntry(bytes: Buffer): void {
  const [extensions, ...others] = elementsOf(bytes);
  if (extensions === undefined || others.length > 0) throw new Malformed('an entry with more');
  for (const { critical } of readExtensions(extensions).values()) {
    if (critical) throw new Malformed('an entry with a critical extension');
  }
}
