/**
 * Who a certificate is for, by its alternative names, read from the bytes. The text that OpenSSL makes of them has been
 * misread more than once (CVE-2021-44532: a comma inside a name looks like the beginning of another).
 */
import { elementsOf, expectTag, inside, readElement, sequenceOf } from '../../der/read.ts';
import type { Element } from '../../der/read.ts';
import { readable } from '../../der/malformed.ts';
import { tags } from '../../der/write.ts';
import type { Extensions } from './read-certificate.ts';

/** 2.5.29.17, subjectAltName. */
const alternativeNames = '551d11';
/** 1.3.6.1.4.1.311.20.2.3, the user principal name of Windows (facts: kerberos 4). */
const principalName = '2b060104018237140203';

export type Named =
  | { readonly kind: 'one'; readonly user: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unfit'; readonly text: string };

export interface Names {
  readonly upn: Named;
  readonly rfc822: Named;
}

export function namesOf(extensions: Extensions): Names {
  const extension = extensions.get(alternativeNames);
  if (extension === undefined) return { upn: none, rfc822: none };
  const read = readable(() => sequenceOf(readElement(extension.value)));
  if (!read.ok) {
    const unfit: Named = {
      kind: 'unfit',
      text: `its alternative names cannot be read: ${read.what}`,
    };
    return { upn: unfit, rfc822: unfit };
  }
  return { upn: upnOf(read.value), rfc822: mailOf(read.value) };
}

const none: Named = { kind: 'none' };

function upnOf(names: readonly Element[]): Named {
  const read = readable(() =>
    names.flatMap((name) => {
      if (name.tag !== 0xa0) return [];
      const [id, value, ...others] = elementsOf(name.content);
      if (
        id === undefined ||
        expectTag(id, tags.objectId).content.toString('hex') !== principalName
      )
        return [];
      // Another form of text (BMPString) is another encoder's reading of the same name: not ours to guess.
      if (value?.tag !== 0xa0 || others.length > 0) return [null];
      const text = inside(value);
      return [text.tag === 0x0c ? utf8(text.content) : null];
    }),
  );
  if (!read.ok)
    return { kind: 'unfit', text: `its alternative names cannot be read: ${read.what}` };
  return only(read.value, 'user principal name');
}

function mailOf(names: readonly Element[]): Named {
  const found = names
    .filter(({ tag }) => tag === 0x81)
    .map(({ content }) => {
      const text = content.toString('latin1');
      return /^[\x21-\x7e]+$/.test(text) ? text : null;
    });
  return only(found, 'mail address');
}

function only(found: readonly (string | null)[], what: string): Named {
  if (found.length > 1) return { kind: 'unfit', text: `it holds more than one ${what}` };
  const [user] = found;
  if (user === undefined) return none;
  if (user === null || !isName(user))
    return { kind: 'unfit', text: `its ${what} is no name that a user can have` };
  return { kind: 'one', user };
}

const longest = 512;
/** Control, invisible and blank characters, and what parts a domain from a name in other forms. */
const strange = /[\p{C}\p{Z}\\/"]/u;

function isName(text: string): boolean {
  const [local, domain, ...others] = text.split('@');
  if (text.length > longest || strange.test(text) || others.length > 0) return false;
  return local !== undefined && local !== '' && domain !== undefined && isDomain(domain);
}

function isDomain(domain: string): boolean {
  return domain.split('.').every((label) => label !== '');
}

function utf8(bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
