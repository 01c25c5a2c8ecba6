/** Certificates as the page, the command and the calls show them (ADR 27). Nothing here is secret: keys never leave their files. */
import { z } from 'zod';
import { problemSchema } from './errors.ts';

/** SHA-256 of a whole certificate: capitals, with colons, as browsers and `openssl` show it. */
export const fingerprintSchema = z
  .string()
  .max(200)
  .transform((text) => text.trim().toUpperCase().replace(/[: -]/g, ''))
  .pipe(z.string().regex(/^[0-9A-F]{64}$/, 'is no SHA-256 fingerprint'))
  .transform((digits) => (digits.match(/../g) ?? []).join(':'));

/** The name of a file in `config/trust`: nothing that could lead elsewhere. */
export const trustFileSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.@ ()-]*\.(?:pem|crt|cer)$/i, 'is no name of a file in config/trust');

/** How long it lasts: `month` is less than 30 days, `soon` less than 14. */
export const lastings = ['expired', 'early', 'soon', 'month', 'fine'] as const;
export type Lasting = (typeof lastings)[number];

export const certificateSchema = z.object({
  fingerprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  /** Names and addresses that it is for. */
  names: z.array(z.string()).max(100),
  from: z.string(),
  until: z.string(),
  /** Negative: since it expired. */
  daysLeft: z.int(),
  lasting: z.enum(lastings),
  /** `RSA, 2048 bits`. */
  key: z.string(),
  selfSigned: z.boolean(),
  authority: z.boolean(),
});
export type Certificate = z.infer<typeof certificateSchema>;

const chainSchema = z.array(certificateSchema).max(100);
const problems = z.array(problemSchema);

export const trustFolderFileSchema = z.object({
  name: z.string(),
  certificates: chainSchema,
  /** The page can take it away. */
  removable: z.boolean(),
});
export type TrustFolderFile = z.infer<typeof trustFolderFileSchema>;

const folderSchema = z.object({
  files: z.array(trustFolderFileSchema).max(1000),
  problems,
});

export const revocationListSchema = z.object({
  url: z.string(),
  /** Of the last good one; null: none was read yet. */
  from: z.string().nullable(),
  until: z.string().nullable(),
  state: z.enum(['current', 'stale', 'missing']),
  /** Why the last try failed. */
  problem: z.string().nullable(),
});
export type RevocationListState = z.infer<typeof revocationListSchema>;

/** What of the certificates can be taken into force by itself. */
export const certificateParts = ['listener', 'clients', 'exchange'] as const;
export type CertificatePart = (typeof certificateParts)[number];

export const certificatesSchema = z.object({
  listener: z.object({
    kind: z.enum(['tls', 'plain', 'unreadable']),
    /** As the settings name them. */
    files: z.array(z.string()).max(2),
    /** The gateway's own first. */
    chain: chainSchema,
    problems,
    /** What clients are shown now; null: no gateway runs, or it speaks plain HTTP. */
    inForce: certificateSchema.nullable(),
  }),
  clients: folderSchema.extend({ mode: z.enum(['off', 'optional', 'required']).nullable() }),
  exchange: folderSchema.extend({
    /** How many authorities come with the program. */
    known: z.int(),
    /** `https://host:port` of the servers that the settings name. */
    servers: z.array(z.string()).max(2),
    /** `ignoreSslErrorsWithExch`: nobody looks. */
    unchecked: z.boolean(),
  }),
  /** What the running gateway knows of revocation lists; empty without one. */
  lists: z.array(revocationListSchema).max(100),
  /** The files hold something else than what is in force. */
  waits: z.array(z.enum(certificateParts)),
});
export type Certificates = z.infer<typeof certificatesSchema>;

/** What a server shows, and whether it is believed by the saved trust. */
export const shownChainSchema = z.object({
  server: z.string(),
  /** As it was sent, the server's own first; empty: it was not reached. */
  chain: chainSchema,
  /** Null: it is believed. */
  fault: z.object({ text: z.string(), remedy: z.string() }).nullable(),
  /** Why it would not be believed even if it were trusted: another name, its dates. */
  obstacles: z.array(z.string()).max(10),
  /** What an administrator may trust: the certificate itself, or the authority at the end of what was sent. */
  offers: z
    .array(z.object({ fingerprint: z.string(), as: z.enum(['itself', 'authority']) }))
    .max(2),
});
export type ShownChain = z.infer<typeof shownChainSchema>;
