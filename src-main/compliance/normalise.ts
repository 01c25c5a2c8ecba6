/**
 * THE normalisation of user names and device ids: every comparison in this room
 * goes through it.
 *
 * A name is trimmed, brought to Unicode NFC and lower case (`toLowerCase` knows no locale, so a
 * Turkish server gives the same answer), stripped of an `smtp:` prefix, and split into one of the
 * forms that Exchange accepts at a sign-in. What cannot be a name becomes null, never a guess.
 */

export type Domains = Readonly<Record<string, string>>;

export type UserName =
  /** `alice@contoso.test`: a user principal name or an SMTP address; they look alike. */
  | { readonly form: 'upn'; readonly local: string; readonly domain: string }
  /** `CONTOSO\alice` */
  | { readonly form: 'down-level'; readonly local: string; readonly domain: string }
  /** `alice`: Exchange adds its default domain, which the gateway does not know. */
  | { readonly form: 'bare'; readonly local: string }
  /** `S-1-5-21-…`, as `ExchangeImpersonation` may name its mailbox (facts: ews 3). */
  | { readonly form: 'sid'; readonly local: string };

/** Longest name looked at, in UTF-16 units: the limit of `devices.json` (src-shared/devices.ts). */
const NAME_LIMIT = 512;
const DEVICE_ID_LIMIT = 256;
/** Control characters and lone surrogates: no account has them. */
const unreadable = /[\p{Cc}\p{Cs}]/u;
const asciiControl = /[\x00-\x1f\x7f]/;
const ascii = /^[\x00-\x7f]*$/;

/** One decision asks for the same name several times. */
let last: { readonly name: string; readonly user: UserName | null } = { name: '', user: null };

export function parseUser(name: string): UserName | null {
  if (name !== last.name) last = { name, user: read(name) };
  return last.user;
}

function read(name: string): UserName | null {
  // The cheap limit first: everything below runs over the whole name.
  if (name.length > 2 * NAME_LIMIT) return null;
  const text = comparable(name)
    .replace(/^(?:smtp:\s*)+/, '')
    .trim();
  if (text === '' || text.length > NAME_LIMIT || isUnreadable(text)) return null;
  // Either slash: an account name holds neither, and a server that splits a Basic user name at both
  // would sign `CONTOSO/alice` in as Alice.
  const slash = text.search(/[\\/]/);
  return slash < 0 ? withoutSlash(text) : downLevel(text.slice(0, slash), text.slice(slash + 1));
}

function withoutSlash(text: string): UserName | null {
  if (/^s-1(-\d+)+$/.test(text)) return { form: 'sid', local: text };
  const at = text.lastIndexOf('@');
  if (at < 0) return { form: 'bare', local: text };
  const local = text.slice(0, at).trim();
  const domain = withoutRoot(text.slice(at + 1));
  if (local === '') return null;
  return domain === '' ? { form: 'bare', local } : { form: 'upn', local, domain };
}

function downLevel(domainPart: string, localPart: string): UserName | null {
  // `.` names the local machine.
  const domain = withoutRoot(domainPart);
  const local = localPart.trim();
  if (local === '' || /[\\/]/.test(local)) return null;
  // `CONTOSO\alice@contoso.test`: the whole name behind the slash says more than the domain before it.
  if (local.includes('@')) return withoutSlash(local);
  // `.\alice` and `\alice` leave the domain to the server, as `alice` does.
  return domain === '' ? { form: 'bare', local } : { form: 'down-level', domain, local };
}

/** `contoso.test.` is the same name with the root of the DNS written out; no domain ends otherwise in dots. */
function withoutRoot(domain: string): string {
  let end = domain.length;
  while (end > 0 && /[\s.]/.test(domain.charAt(end - 1))) end -= 1;
  return domain.slice(0, end).trim();
}

/** How an alias is kept and looked up; different forms never share a key. */
export function aliasKey(user: UserName): string {
  switch (user.form) {
    case 'upn':
      return `${user.local}@${user.domain}`;
    case 'down-level':
      return `${user.domain}\\${user.local}`;
    case 'bare':
    case 'sid':
      return user.local;
  }
}

/** `DOMAIN\sam` becomes `sam@suffix` where the table knows DOMAIN; null for what is no name. */
export function normaliseUser(name: string, domains: Domains): string | null {
  const user = parseUser(name);
  if (user === null) return null;
  const suffix = user.form === 'down-level' ? suffixOf(user.domain, domains) : null;
  return suffix === null ? aliasKey(user) : `${user.local}@${suffix}`;
}

/** The UPN suffix of a NetBIOS domain by the table `compliance.domains`, null without an entry. */
export function suffixOf(domain: string, domains: Domains): string | null {
  const key = domain.toUpperCase();
  // hasOwn: the name comes from the network and must not reach Object.prototype.
  const suffix = Object.hasOwn(domains, key) ? domains[key] : undefined;
  return suffix === undefined ? null : withoutRoot(comparable(suffix));
}

/** Without a table entry: `CONTOSO` is taken for `contoso.test`, whose first label it is, or written in full. */
export function domainFits(domain: string, suffix: string): boolean {
  return suffix === domain || suffix.startsWith(`${domain}.`);
}

/** Compare form of any device id; null for what cannot be one. */
export function normaliseDeviceId(id: string): string | null {
  if (id.length > 2 * DEVICE_ID_LIMIT) return null;
  const text = comparable(id);
  return text === '' || text.length > DEVICE_ID_LIMIT || isUnreadable(text) ? null : text;
}

function isUnreadable(text: string): boolean {
  return ascii.test(text) ? asciiControl.test(text) : unreadable.test(text);
}

/** Trim, lower case, NFC. NFC comes last as well because lower case may decompose (`İ`). */
function comparable(text: string): string {
  // Nearly every name is ASCII, and a feed has hundreds of thousands of them.
  if (ascii.test(text)) return text.toLowerCase().trim();
  return text.normalize('NFC').toLowerCase().normalize('NFC').trim();
}

/** Latin letters that Windows takes for plain ones although Unicode does not decompose them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
};

/**
 * What a name looks like to Active Directory, which compares without accents, width and invisible
 * characters: `bjørn` signs `bjorn` in (Microsoft KB 938447; Samba bug 14847). Its exact rules are
 * not published, so the gateway never lets anybody in by this likeness: it only refuses.
 */
export function lookalike(name: string): string {
  if (ascii.test(name)) return name.toLowerCase();
  return comparable(name.normalize('NFKD').replace(/[\p{M}\p{C}]/gu, '')).replace(
    /[ßæœøđðþłħŧı]/g,
    (letter) => plainLetters[letter] ?? letter,
  );
}
