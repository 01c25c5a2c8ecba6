// A small reader for the XML that EWS clients send: elements, attributes, text, CDATA. Prefixes are
// dropped, because clients choose them freely (facts: ews 1.2). No DTD: entity tricks are refused.

export type XmlElement = {
  /** Local name, without prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
};

export class XmlError extends Error {}

type Draft = { name: string; attributes: Map<string, string>; children: Draft[]; text: string };

const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([^\s<>/!?]+)((?:"[^"]*"|'[^']*'|[^<>"'])*?)(\/?)>/gy;
const ATTRIBUTE = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** @throws XmlError */
export function parseXml(source: string): XmlElement {
  const text = source.replace(/^\uFEFF/, '');
  const holder: Draft = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Draft[] = [holder];
  let at = 0;
  while (at < text.length) {
    const parent = open[open.length - 1] ?? holder;
    const bracket = text.indexOf('<', at);
    const end = bracket < 0 ? text.length : bracket;
    parent.text += decode(text.slice(at, end));
    if (bracket < 0) break;
    at = readToken(text, bracket, open, parent);
  }
  const root = holder.children[0];
  if (open.length !== 1 || root === undefined) throw new XmlError('document is not complete');
  return root;
}

function readToken(text: string, start: number, open: Draft[], parent: Draft): number {
  TOKEN.lastIndex = start;
  const match = TOKEN.exec(text);
  if (match === null) throw new XmlError(`not well-formed at ${String(start)}`);
  const [, cdata, slash, name, attributes = '', selfClosing] = match;
  if (cdata !== undefined) parent.text += cdata;
  if (name === undefined) return TOKEN.lastIndex;
  if (slash === '/') {
    if (open.length < 2 || parent.name !== localName(name)) throw new XmlError(`stray </${name}>`);
    open.pop();
    return TOKEN.lastIndex;
  }
  const element: Draft = {
    name: localName(name),
    attributes: readAttributes(attributes),
    children: [],
    text: '',
  };
  parent.children.push(element);
  if (selfClosing !== '/') open.push(element);
  if (open.length > 200) throw new XmlError('nested too deeply');
  return TOKEN.lastIndex;
}

function readAttributes(source: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, double, single] of source.matchAll(ATTRIBUTE)) {
    if (name !== undefined) found.set(localName(name), decode(double ?? single ?? ''));
  }
  return found;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity] ?? whole;
    const code = entity[1] === 'x' ? parseInt(entity.slice(2), 16) : parseInt(entity.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (char) =>
    char === '<' ? '&lt;' : char === '>' ? '&gt;' : char === '&' ? '&amp;' : '&quot;',
  );
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

/** Follows one name after another from `element`. */
export function descend(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>((found, name) => child(found, name), element);
}

/** The first element of that name anywhere below, in document order. */
export function find(element: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const candidate of element?.children ?? []) {
    const found = candidate.name === name ? candidate : find(candidate, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function findAll(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (element?.children ?? []).flatMap((candidate) => [
    ...(candidate.name === name ? [candidate] : []),
    ...findAll(candidate, name),
  ]);
}

export function textOf(element: XmlElement | undefined): string | undefined {
  return element?.text.trim();
}
