/** The parts of a certificate that Node does not tell, or tells as a text that two readers may split differently. */
import { elementsOf, expectTag, firstElement, readElement, sequenceOf } from '../../der/read.ts';
import type { Element } from '../../der/read.ts';
import { Malformed } from '../../der/malformed.ts';
import { tags } from '../../der/write.ts';

export interface Extension {
  readonly critical: boolean;
  readonly value: Buffer;
}

/** By the bytes of the identifier in hexadecimal: arcs may be of any size, and only a few are known here. */
export type Extensions = ReadonlyMap<string, Extension>;

export interface CertificateParts {
  /** Content of the INTEGER. */
  readonly serial: Buffer;
  /** Names and key as they are encoded. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: Buffer;
  readonly extensions: Extensions;
}

const version = 0xa0;
const extensionsTag = 0xa3;

/** RFC 5280 4.1. Throws `Malformed`. */
export function readCertificate(der: Buffer): CertificateParts {
  const [signed] = sequenceOf(readElement(der));
  if (signed === undefined) throw new Malformed('an empty certificate');
  const all = sequenceOf(signed);
  const [serial, , issuer, , subject, publicKey, ...others] =
    all[0]?.tag === version ? all.slice(1) : all;
  if (serial === undefined || issuer === undefined || subject === undefined)
    throw new Malformed('a certificate without its names');
  if (publicKey === undefined) throw new Malformed('a certificate without a key');
  const extensions = others.find(({ tag }) => tag === extensionsTag);
  return {
    serial: expectTag(serial, tags.integer).content,
    issuer: expectTag(issuer, tags.sequence).whole,
    subject: expectTag(subject, tags.sequence).whole,
    publicKey: expectTag(publicKey, tags.sequence).whole,
    extensions:
      extensions === undefined ? new Map() : readExtensions(readElement(extensions.content)),
  };
}

/** RFC 5280 4.2: no extension stands twice. */
export function readExtensions(element: Element): Extensions {
  const found = new Map<string, Extension>();
  for (const each of sequenceOf(element)) {
    const [id, second, third] = sequenceOf(each);
    if (id === undefined || second === undefined) throw new Malformed('an empty extension');
    const name = expectTag(id, tags.objectId).content.toString('hex');
    const isMarked = third !== undefined;
    const value = expectTag(isMarked ? third : second, tags.octets).content;
    if (found.has(name)) throw new Malformed('an extension that stands twice');
    found.set(name, { critical: isMarked && isTrue(second), value });
  }
  return found;
}

function isTrue(element: Element): boolean {
  const { content } = expectTag(element, 0x01);
  if (content.length !== 1) throw new Malformed('a truth value of another size');
  return content[0] !== 0;
}

/** 2.5.29.31, cRLDistributionPoints. */
const distributionPoints = '551d1f';

/**
 * Where the issuer's revocation lists are. A point that speaks of some reasons only, or of lists that another authority
 * signs, is passed over: such lists are not read (`crl/read-list.ts`).
 */
export function listUrlsOf(extensions: Extensions): readonly string[] {
  const extension = extensions.get(distributionPoints);
  if (extension === undefined) return [];
  return sequenceOf(readElement(extension.value)).flatMap((point) => {
    const parts = sequenceOf(point);
    const [name] = parts;
    if (parts.length !== 1 || name?.tag !== 0xa0) return [];
    return urlsOfPoint(name.content);
  });
}

/** A DistributionPointName: full names, of which those with http count. */
export function urlsOfPoint(content: Buffer): readonly string[] {
  const name = firstElement(content);
  if (name.tag !== 0xa0) return [];
  return elementsOf(name.content).flatMap(({ tag, content: bytes }) => {
    const text = bytes.toString('latin1');
    return tag === 0x86 && isHttp(text) ? [text] : [];
  });
}

function isHttp(text: string): boolean {
  return text.length <= 2048 && /^https?:\/\/[\x21-\x7e]+$/i.test(text);
}

/** As it is written: without leading zeros, in lower case. */
export function serialText(serial: Buffer): string {
  return serial.toString('hex').replace(/^0+(?=.)/, '');
}
