/** Writes DER. */

export const tags = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  objectId: 0x06,
  enumerated: 0x0a,
  generalizedTime: 0x18,
  generalString: 0x1b,
  sequence: 0x30,
} as const;

/** [APPLICATION n], constructed: the outer tag of every message. */
export const application = (number: number): number => 0x60 + number;
/** [n], constructed: EXPLICIT. */
export const context = (number: number): number => 0xa0 + number;

export function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), ...parts]);
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 + bytes.length, ...bytes];
}

/** A SEQUENCE of explicitly tagged fields; what is null is left out. */
export function fields(values: Readonly<Record<number, Buffer | null>>): Buffer {
  const parts = Object.entries(values).flatMap(([number, value]) =>
    value === null ? [] : [element(context(Number(number)), value)],
  );
  return element(tags.sequence, ...parts);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => element(tags.sequence, ...parts);

/** Whole numbers of -2^39 to 2^39 - 1. */
export function integer(value: number): Buffer {
  let size = 1;
  while (value < -(2 ** (8 * size - 1)) || value >= 2 ** (8 * size - 1)) size++;
  const bytes = Buffer.alloc(size);
  bytes.writeIntBE(value, 0, size);
  return element(tags.integer, bytes);
}

export const octets = (bytes: Buffer): Buffer => element(tags.octets, bytes);

export const text = (value: string): Buffer => element(tags.generalString, Buffer.from(value));

/** KerberosTime: whole seconds, rounded down. @param at milliseconds since 1970 */
export function time(at: number): Buffer {
  const written = new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  return element(tags.generalizedTime, Buffer.from(`${written}Z`));
}

/** KerberosFlags. @param value bit 0 as 2^31 */
export function flags(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  return element(tags.bits, bytes);
}

/** @param dotted two arcs at least */
export function objectId(dotted: string): Buffer {
  const [top = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return element(tags.objectId, Buffer.from([top * 40 + second, ...others].flatMap(arcBytes)));
}

function arcBytes(arc: number): readonly number[] {
  const bytes = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest % 128) + 128);
  }
  return bytes;
}
