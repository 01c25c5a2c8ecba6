/**
 * Every way in which smuggler's three configurations write `Transfer-Encoding`, beside a length that covers everything
 * (facts: ews 6.5). Who takes the line for the coding ends the body at once and reads a second request in what follows.
 */
import { catalogueOf, chunked, lastChunk, lengthOf, smuggled, sync } from './payload.ts';
import type { Payload } from './payload.ts';

const { refused, either } = catalogueOf('smuggler');
const name = 'Transfer-Encoding';

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, at) => from + at);
const hex = (code: number): string => code.toString(16).padStart(2, '0');

type Gadgets = readonly (readonly [string, string])[];

const byHand: Gadgets = [
  ['space before the name', ` ${name}: chunked`],
  ['tab before the value', `${name}:\tchunked`],
  ['tabs around the colon', `${name}\t:\tchunked`],
  ['space before the colon', `${name} : chunked`],
  ['space in the name', 'Transfer Encoding: chunked'],
  ['underscore in the name', 'Transfer_Encoding: chunked'],
  ['space in the name, none before the value', 'Transfer Encoding:chunked'],
  ['two spaces before the value', `${name}:  chunked`],
  ['vertical tab before the value', `${name}:\x0bchunked`],
  ['another coding behind it', `${name}: chunked, cow`],
  ['another coding before it', `${name}: cow, chunked`],
  ['as content coding', 'Content-Encoding: chunked'],
  ['folded by LF', `${name}:\n chunked`],
  ['in quotes', `${name}: "chunked"`],
  ['in apostrophes', `${name}: 'chunked'`],
  ['cut short', `${name}: chunk`],
  ['mixed letters', 'TrAnSFer-EnCODinG: cHuNkeD'],
  ['capitals', 'TRANSFER-ENCODING: CHUNKED'],
  ['CR behind it', `${name}: chunked\r`],
  ['tab behind it', `${name}: chunked\t`],
  ['a line of another coding before it', `${name}: cow\r\n${name}: chunked`],
  ['CR in the name', 'Transfer\r-Encoding: chunked'],
  ['among words', `${name}: cow chunked bar`],
  ['0xff before the value', `${name}:\xffchunked`],
  ['0x96 in the value', `${name}: ch\x96nked`],
  ['0x82 in the name', 'Transf\x82r-Encoding: chunked'],
  ['behind CR', `X:X\r${name}: chunked`],
  ['behind LF', `X:X\n${name}: chunked`],
];

/** One byte in one place. */
function single(code: number): Gadgets {
  const byte = String.fromCharCode(code);
  return [
    [`${hex(code)} before the value`, `${name}:${byte}chunked`],
    [`${hex(code)} behind the name`, `${name}${byte}: chunked`],
    [`${hex(code)} before the name`, `${byte}${name}: chunked`],
    [`${hex(code)} behind the value`, `${name}: chunked${byte}`],
  ];
}

/** The byte parts the field from another one on its line. */
function joined(code: number): Gadgets {
  const byte = String.fromCharCode(code);
  return [
    [`${hex(code)} behind another field`, `X: X${byte}${name}: chunked`],
    [`${hex(code)} before another field`, `${name}: chunked${byte}X: X`],
    [`CR ${hex(code)} behind another field`, `X: X\r${byte}${name}: chunked`],
    [`${hex(code)} LF behind another field`, `X: X${byte}\n${name}: chunked`],
    [`CR ${hex(code)} before another field`, `${name}: chunked\r${byte}X: X`],
    [`${hex(code)} LF before another field`, `${name}: chunked${byte}\nX: X`],
  ];
}

/** The byte in two of the four places. */
function doubled(code: number): Gadgets {
  const byte = String.fromCharCode(code);
  const places = [0, 1, 2, 3].flatMap((one) => range(one + 1, 4).map((two) => [one, two] as const));
  return places.map(([one, two]) => {
    const at = (place: number, otherwise = ''): string =>
      place === one || place === two ? byte : otherwise;
    return [
      `${hex(code)} in places ${one} and ${two}`,
      `${at(0)}${name}${at(1)}:${at(2, ' ')}chunked${at(3)}`,
    ];
  });
}

const special = [1, 4, 8, 9, 10, 11, 12, 13, 0x1f, 0x20, 0x7f, 0xa0, 0xff];
const unseen = [...range(1, 0x20), ...range(0x7f, 0x100)];
const gadgets: ReadonlyMap<string, string> = new Map(
  [
    ...byHand,
    ...[...unseen, 0x20].flatMap(single),
    ...special.flatMap(joined),
    ...[...unseen, 0x20].flatMap(doubled),
  ].map(([label, gadget]) => [gadget, label]),
);

const covered = lastChunk + smuggled;
/** With a length beside it, what is a coding to anybody must be refused; what is one to nobody may pass. */
const besideLength = [...gadgets].map(([gadget, label]) =>
  either(`${label}, and a length`, sync([gadget, lengthOf(covered)], covered)),
);
/** Without one, the chunks are the body or a next request, which nobody can read. */
const alone = [...byHand, ...special.flatMap(single)].map(([label, gadget]) =>
  either(label, sync([gadget], chunked('abc')), { varies: gadget.startsWith('Content-') }),
);
/** What any reader takes for the coding. */
const plain = ['chunked', ' chunked', '\tchunked', 'CHUNKED', 'chunked ', 'chunked\t'].map(
  (value) =>
    refused(
      `value ${JSON.stringify(value)}, and a length`,
      sync([`${name}:${value}`, lengthOf(covered)], covered),
    ),
);

export const smuggler: readonly Payload[] = [...besideLength, ...alone, ...plain];
