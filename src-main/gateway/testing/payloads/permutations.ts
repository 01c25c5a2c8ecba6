/** The permutations of the desync scanner of PortSwigger by their names, on both fields that frame a body (facts: ews 6.5). */
import { catalogueOf, chunked, lastChunk, lengthOf, smuggled, sync } from './payload.ts';
import type { Payload } from './payload.ts';

const { refused, relayed, either } = catalogueOf('desync permutations');
const covered = lastChunk + smuggled;

/** A field, written in the way of the technique; null where it makes no sense for it. */
type Technique = (name: string, value: string) => string;

const techniques: Readonly<Record<string, Technique>> = {
  underjoin1: (name, value) => `${name.replace('-', '_')}: ${value}`,
  spacejoin1: (name, value) => `${name.replace('-', ' ')}: ${value}`,
  space1: (name, value) => `${name} : ${value}`,
  nameprefix1: (name, value) => `Foo: bar\r\n ${name}: ${value}`,
  nameprefix2: (name, value) => `Foo: bar\r\n\t${name}: ${value}`,
  linewrapped1: (name, value) => `${name}:\n ${value}`,
  doublewrapped: (name, value) => `${name}:\r\n \r\n ${value}`,
  gareth1: (name, value) => `${name}\n : ${value}`,
  badsetupCR: (name, value) => `Foo: bar\r${name}: ${value}`,
  badsetupLF: (name, value) => `Foo: bar\n${name}: ${value}`,
  vertwrap: (name, value) => `${name}: \n\x0b${value}`,
  tabwrap: (name, value) => `${name}: \r\n\t${value}`,
  '0dwrap': (name, value) => `Foo: bar\r\n\r${name}: ${value}`,
  '0dspam': (name, value) => `${name.slice(0, 3)}\r${name.slice(3)}: ${value}`,
  connection: (name, value) => `Connection: ${name}\r\n${name}: ${value}`,
  spjunk: (name, value) => `${name} x: ${value}`,
  backslash: (name, value) => `${name.replace('-', '\\')}: ${value}`,
  nel: (name, value) => `${name}\x85: ${value}`,
  nbsp: (name, value) => `${name}\xa0: ${value}`,
  shy: (name, value) => `${name.replace('-', '\xad')}: ${value}`,
  shy2: (name, value) => `${name}\xad: ${value}`,
  spaceFF: (name, value) => `${name}:\xff${value}`,
  unispace: (name, value) => `${name}:\xa0${value}`,
  '0dsuffix': (name, value) => `${name}: ${value}\r`,
};
for (const code of [0, 11, 12, 13, 127]) {
  const byte = String.fromCharCode(code);
  Object.assign(techniques, {
    [`spacefix1:${code}`]: (name: string, value: string) => `${name}:${byte}${value}`,
    [`prefix1:${code}`]: (name: string, value: string) => `${name}: ${byte}${value}`,
    [`suffix1:${code}`]: (name: string, value: string) => `${name}: ${value}${byte}`,
    [`namesuffix1:${code}`]: (name: string, value: string) => `${name}${byte}: ${value}`,
  } satisfies Record<string, Technique>);
}

const te = 'Transfer-Encoding';
const cl = 'Content-Length';

const framing = Object.entries(techniques).flatMap(([technique, write]) => [
  refused(`${technique} of ${te}`, sync([write(te, 'chunked'), lengthOf(covered)], covered)),
  refused(
    `${technique} of ${cl}`,
    sync([write(cl, String(covered.length)), `${te}: chunked`], covered),
  ),
  refused(`${technique} of ${cl}, alone`, sync([write(cl, String(smuggled.length))], smuggled)),
]);

const codings: readonly Payload[] = [
  ['vanilla', `${te}: chunked`],
  ['valueprefix1', `${te}:  chunked`],
  ['nospace1', `${te}:chunked`],
  ['multiCase', 'tRANSFER-ENCODING: chunked'],
  ['UPPERCASE, h1case', 'TRANSFER-ENCODING: chunked'],
  ['tabsuffix', `${te}: chunked\t`],
  ['commaCow', `${te}: chunked, identity`],
  ['cowComma', `${te}: identity, chunked`],
  ['quoted', `${te}: "chunked"`],
  ['aposed', `${te}: 'chunked'`],
  ['dualchunk', `${te}: chunked\r\nTransfer-encoding: identity`],
  ['revdualchunk', `${te}: identity\r\n${te}: chunked`],
  ['lazygrep', `${te}: chunk`],
  ['nested', `${te}: identity, chunked, identity`],
  ['bodysplit', `Foo: bar\n\n${te}: chunked`],
  ['accentTE', 'Transf\x82r-Encoding: chunked'],
  ['accentCH', `${te}: ch\x96nked`],
  ['qencode', `${te}: =?iso-8859-1?B?Y2h1bmtlZA==?=`],
  ['qencodeutf', `${te}: =?UTF-8?B?Y2h1bmtlZA==?=`],
].map(([technique = '', line = '']) =>
  refused(`${technique}, and a length`, sync([line, lengthOf(covered)], covered)),
);

const n = String(smuggled.length);
const lengths: readonly Payload[] = [
  ['CL-plus', `+${n}`],
  ['CL-minus', `-${n}`],
  ['CL-spacepad', `0 ${n}`],
  ['CL-e', `${n}e0`],
  ['CL-dec', `${n}.0`],
  ['CL-commaprefix', `0, ${n}`],
  ['CL-commasuffix', `${n}, 0`],
].map(([technique = '', value = '']) => refused(technique, sync([`${cl}: ${value}`], smuggled)));

const first = ` ${te}: chunked`;
export const permutations: readonly Payload[] = [
  ...framing,
  ...codings,
  ...lengths,
  // "%" may stand in a name: another field, and the length counts.
  either('encode', sync([`Transfer-%45ncoding: chunked`, lengthOf(covered)], covered)),
  either('CL-pad', sync([`${cl}: 0${n}`], smuggled)),
  either('CL-bigpad', sync([`${cl}: 00000000000${n}`], smuggled)),
  relayed('CL-expect', sync(['Expect: 100-continue', lengthOf(smuggled)], smuggled)),
  refused('CL-expect-obfs', sync(['Expect: x 100-continue', lengthOf(smuggled)], smuggled)),
  refused('CL-error', sync(['X-Invalid Y: ', lengthOf(smuggled)], smuggled)),
  refused('badwrap', sync([lengthOf(covered)], covered).replace('\r\n', `\r\n${first}\r\n`)),
  either('removed', sync([], chunked('abc')), { varies: true }),
  either('contentEnc', sync(['Content-Encoding: chunked', lengthOf(covered)], covered)),
  either('range', sync(['Range: bytes=0-0', lengthOf('abc')], 'abc')),
  ...['GET', 'OPTIONS', 'HEAD'].map((method) =>
    refused(
      method.toLowerCase(),
      sync([`${te}: chunked`], chunked(smuggled)).replace('POST', method),
    ),
  ),
  refused('http1.0', sync([`${te}: chunked`], chunked('abc')).replace('HTTP/1.1', 'HTTP/1.0')),
];
