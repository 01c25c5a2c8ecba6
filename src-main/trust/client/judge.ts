/** Whether a certificate that was proven in the handshake counts now, and for whom. */
import type { ClientCertificateSettings } from '../../../src-shared/settings/in-force.ts';
import type { Revocation } from '../crl/revocation-lists.ts';
import type { CertificateFacts, Path } from './facts.ts';
import type { ProvenCertificate } from './presented.ts';

/** `until`: judged anew then, if nothing else changes. `text` completes "The client certificate ...". */
export type Judgement =
  | { readonly kind: 'good'; readonly user: string; readonly until: number }
  | { readonly kind: 'bad'; readonly text: string; readonly until: number };

export interface Trust {
  readonly settings: Pick<
    ClientCertificateSettings,
    'identity' | 'table' | 'revocation' | 'staleCrl'
  >;
  /** Thumbprints of the authorities in force. */
  readonly anchors: ReadonlySet<string>;
  readonly revocation: (certificate: CertificateFacts, issuer: CertificateFacts) => Revocation;
  readonly now: number;
}

/** One good path is enough (RFC 5280 6): a cross-signed authority may have lost one of its certificates. */
export function judge(presented: ProvenCertificate, trust: Trust): Judgement {
  const verdicts = presented.paths.map((path) => judgePath(path, trust));
  const good = verdicts.filter(({ text }) => text === null);
  if (good.length === 0) {
    const text = verdicts[0]?.text ?? 'has no path to an authority that is accepted here';
    return { kind: 'bad', text, until: Math.min(...verdicts.map(({ until }) => until)) };
  }
  const until = Math.max(...good.map((each) => each.until));
  const user = userOf(presented, trust);
  return user.ok
    ? { kind: 'good', user: user.name, until }
    : { kind: 'bad', text: user.text, until: Infinity };
}

/** Whether it counts, whoever its user is. */
export function holds({ paths }: ProvenCertificate, trust: Trust): boolean {
  return paths.some((path) => judgePath(path, trust).text === null);
}

interface PathVerdict {
  /** Null: it counts. */
  readonly text: string | null;
  readonly until: number;
}

function judgePath(path: Path, trust: Trust): PathVerdict {
  const anchor = path[path.length - 1];
  if (anchor === undefined || !trust.anchors.has(anchor.thumbprint))
    return { text: 'was issued by an authority that is no longer accepted here', until: Infinity };
  let until = Infinity;
  for (const [at, certificate] of path.entries()) {
    const dated = validity(certificate, at, trust.now);
    if (dated.text !== null) return dated;
    const issuer = path[at + 1];
    // What a root says of itself proves nothing: it is trusted because it is in the folder.
    const standing = issuer === undefined ? null : revocationOf(certificate, issuer, at, trust);
    if (standing !== null && standing.text !== null) return standing;
    until = Math.min(until, dated.until, standing?.until ?? Infinity);
  }
  return { text: null, until };
}

function validity({ from, until, name }: CertificateFacts, at: number, now: number): PathVerdict {
  const whose = at === 0 ? '' : `has an issuer, ${name}, that `;
  if (!(from <= now)) return { text: `${whose}is not valid yet`, until: from };
  if (!(until >= now)) return { text: `${whose}has expired`, until: Infinity };
  return { text: null, until: until + 1 };
}

function revocationOf(
  certificate: CertificateFacts,
  issuer: CertificateFacts,
  at: number,
  trust: Trust,
): PathVerdict | null {
  const { revocation, staleCrl } = trust.settings;
  if (revocation === 'off') return null;
  const found = trust.revocation(certificate, issuer);
  switch (found.kind) {
    case 'revoked':
      return {
        text: at === 0 ? 'was revoked' : `has an issuer, ${certificate.name}, that was revoked`,
        until: Infinity,
      };
    case 'not revoked':
      return { text: null, until: found.until };
    case 'unknown':
      if (staleCrl === 'allow') return null;
      return {
        text: `cannot be checked: there is no current revocation list of ${issuer.name}`,
        until: Infinity,
      };
  }
}

type User = { readonly ok: true; readonly name: string } | { readonly ok: false; text: string };

function userOf({ names, paths }: ProvenCertificate, { settings }: Trust): User {
  if (settings.identity === 'table') {
    const keys = paths.flatMap(([leaf, issuer]) => keysOf(leaf, issuer));
    const users = new Set(keys.flatMap((key) => valueOf(settings.table, key)));
    const [name] = users;
    if (name === undefined) return { ok: false, text: 'stands for nobody in the table' };
    if (users.size > 1) return { ok: false, text: 'stands for several users in the table' };
    return { ok: true, name };
  }
  const named = names[settings.identity];
  switch (named.kind) {
    case 'one':
      return { ok: true, name: named.user };
    case 'none':
      return { ok: false, text: `holds no ${words[settings.identity]}` };
    case 'unfit':
      return { ok: false, text: `is not taken: ${named.text}` };
  }
}

const words = { upn: 'user principal name', rfc822: 'mail address' } as const;

function keysOf(
  leaf: CertificateFacts | undefined,
  issuer: CertificateFacts | undefined,
): readonly string[] {
  if (leaf === undefined) return [];
  const own = leaf.thumbprint;
  return issuer === undefined ? [own] : [own, `${issuer.thumbprint}/${leaf.serialText}`];
}

function valueOf(table: Readonly<Record<string, string>>, key: string): readonly string[] {
  const value = Object.hasOwn(table, key) ? table[key] : undefined;
  return value === undefined ? [] : [value];
}
