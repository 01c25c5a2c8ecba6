/** Schemas of single values of `mem-configuration.json`. */
import { z } from 'zod';
import { hostFault, parseHostAndPort } from './host-and-port.ts';

export const hostAndPort = z
  .string()
  .max(512)
  .superRefine((text, context) => {
    const parsed = parseHostAndPort(text);
    // The custom code lets the reader of the issues tell this reason from zod's own sentences.
    if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.reason });
  });

export const servers = z.array(hostAndPort).max(64);

const ipv6 = z.ipv6();
export const listenerHost = z
  .string()
  .max(253)
  .refine((host) => ipv6.safeParse(host).success || hostFault(host) === null);

/** An address alone is the network of one. */
export const cidrs = z.array(z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])).max(256);

/** What the gateway serves by itself, as Exchange is asked for it (facts: ews 1.1, 4). */
export const builtInPaths = {
  ews: '/EWS/Exchange.asmx',
  ewsDocuments: ['/EWS/Services.wsdl', '/EWS/messages.xsd', '/EWS/types.xsd'],
  eas: '/Microsoft-Server-ActiveSync',
} as const;
const builtIn: readonly string[] = [
  builtInPaths.ews,
  ...builtInPaths.ewsDocuments,
  builtInPaths.eas,
].map((path) => `${path.toLowerCase()}/`);

/**
 * One literal path. Nothing that IIS would fold into another one (dot segments, a dot at the end of a name), and
 * nothing below a built-in path: ASP.NET serves `/EWS/Exchange.asmx/x` by the same code, past the checks of EWS.
 */
const urlPath = z
  .string()
  .max(256)
  .regex(/^(?:\/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)+\/?$/)
  .refine((path) => !builtIn.some((each) => `${path.toLowerCase()}/`.startsWith(each)), {
    error: 'is a path that the gateway serves anyway, or lies below one',
  });

export const urlPaths = z
  .array(urlPath)
  .max(64)
  .refine((paths) => new Set(paths.map((path) => path.toLowerCase())).size === paths.length, {
    error: 'names a path twice',
  });

/** Relative, with either slash, without `..` (interface, "Home folder"); links are followed and checked on disk. */
export const configPath = z.string().min(1).max(1024);

export const tls = z
  .union([
    z.strictObject({ certificate: configPath, key: configPath }),
    z.strictObject({ pfx: configPath }),
  ])
  .nullable();

/**
 * Names that carry authentication, framing or the connection itself: a gateway that removed or believed
 * one of these as "the device header" would break or open every request (RFC 9110 7.6.1, RFC 9112 6).
 */
const reservedHeaders = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'date',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'www-authenticate',
]);

/** RFC 9110 5.1 and 5.6.2: a field name is a token. */
export const headerName = z
  .string()
  .max(128)
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/)
  .refine((name) => !reservedHeaders.has(name.toLowerCase()), {
    error: 'names a header that HTTP or authentication needs for itself',
  })
  // Proxies and servers drop such names, or take them for the same name with "-": nginx, Apache, CGI (RFC 3875 4.1.18).
  .refine((name) => !name.includes('_'), {
    error: 'has an underscore: proxies on the way drop such headers',
  })
  .nullable();

export const userNames = z.array(z.string().trim().min(1).max(512)).max(1000);

const httpUrl = /^https?:\/\/(?:\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?(?:\/[\x21-\x7e]*)?$/i;

/** `http://pki.example/ca.crl`: plain HTTP is usual for what is signed (RFC 5280 4.2.1.13). */
export const crlUrls = z
  .array(
    z
      .string()
      .max(2048)
      .refine((text) => httpUrl.test(text), { error: 'is no http:// or https:// address' }),
  )
  .max(64);

const certificateUser = /^([0-9A-Fa-f:]{64,95})(?:\/([0-9A-Fa-f:]{1,60}))?\s*=\s*(\S(?:.*\S)?)$/;

/** The certificate and its user in an entry of `clientCertificates.table`, or null. */
export function certificateUserOf(
  entry: string,
): { readonly certificate: string; readonly user: string } | null {
  const match = certificateUser.exec(entry.trim());
  const plain = (part: string | undefined): string => (part ?? '').replace(/:/g, '').toLowerCase();
  const [thumbprint, serial, user] = [plain(match?.[1]), plain(match?.[2]), match?.[3] ?? ''];
  if (thumbprint.length !== 64 || user.length > 512 || /[\p{Cc}\p{Cs}]/u.test(user)) return null;
  if (match?.[2] === undefined) return { certificate: thumbprint, user };
  // Leading zeros are the encoding's, and no part of the number.
  return { certificate: `${thumbprint}/${serial.replace(/^0+(?=.)/, '')}`, user };
}

export const certificateUsers = z
  .array(
    z.string().refine((entry) => certificateUserOf(entry) !== null, {
      error: 'is not "thumbprint = user"',
    }),
  )
  .max(10_000)
  .refine(
    (entries) =>
      new Set(entries.map((entry) => certificateUserOf(entry)?.certificate)).size ===
      entries.length,
    { error: 'names a certificate twice' },
  );

const suffix = z.string().refine((name) => hostFault(name) === null && !/^[\d.]+$/.test(name));
/** MS-NBTE 2.2.1: at most 15 characters; the rest is what must not stand in `DOMAIN\user`. */
export const domains = z
  .record(z.string().regex(/^[^\s\\/:*?"<>|@]{1,15}$/), suffix)
  .refine((table) => new Set(Object.keys(table).map(upper)).size === Object.keys(table).length, {
    error: 'names a domain twice',
  });

function upper(name: string): string {
  return name.toUpperCase();
}
