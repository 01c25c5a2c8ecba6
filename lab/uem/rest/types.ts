// The public face of the sample UEM's REST API (facts: uem). Everything that a test may switch is here.
import type { KeyAndCertificate } from '../../listen.ts';
import type { LabDevice, Uem } from '../types.ts';

export type UemApiOptions = {
  /** Asked anew for each request. A list that is the same array as before is not sorted again. */
  readonly devices: () => readonly LabDevice[];
  /** Tells of changes, so that the API knows when an enrollment changed. */
  readonly listen?: Uem['listen'];
  /** Default 0: a free port. */
  readonly port?: number;
  readonly tls?: KeyAndCertificate;
};

export type Operation = 'token' | 'search' | 'extensive' | 'device' | 'bulk' | 'mail' | 'other';

/** What goes wrong, and for which requests. Every condition that is given must hold; the first match wins. */
export type UemFaultRule = {
  readonly operation?: Operation;
  /** For requests of this page and of later ones. */
  readonly fromPage?: number;
  /** For requests of this page alone. */
  readonly page?: number;
  /** How many requests it hits before it wears off; absent: all. */
  readonly times?: number;
  readonly fault: UemFault;
};

export type UemFault =
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'status'; readonly status: number }
  /** A log-in page, with status 200. */
  | { readonly kind: 'html' }
  /** Half of the body, then the connection breaks off. */
  | { readonly kind: 'brokenOff' }
  /** Half of the body as if it were the whole: a length that fits. */
  | { readonly kind: 'cutShort' }
  /** Valid, and nobody in it: 204, or a list without entries. */
  | { readonly kind: 'empty'; readonly as: 'noContent' | 'list' }
  /** The page's first device comes again as its last one. */
  | { readonly kind: 'duplicate' }
  /** So many devices, those with the lowest numbers, are deleted as far as this request sees. */
  | { readonly kind: 'shrink'; readonly gone: number }
  /** Another `Total` than there are. */
  | { readonly kind: 'total'; readonly total: number }
  | { readonly kind: 'tooMany'; readonly retryAfterSeconds: number | null };

/** The switches that `set` changes at run time. The gaps and contradictions of the facts are among them. */
export type UemQuirks = {
  readonly faults: readonly UemFaultRule[];
  /** How far UEM's clock is ahead: of what it stamps and of its Date. */
  readonly clockMs: number;
  readonly tokenSeconds: number;
  /** Whether a Bearer token needs `aw-tenant-code` beside it (facts: uem 2.1, a contradiction). */
  readonly keyWithBearer: boolean;
  /** A page beyond the last one (facts: uem 3.2, a gap). */
  readonly beyondLast: 'noContent' | 'list';
  readonly wipeStatus: 'EnterpriseWipePending' | 'DeviceWipePending' | 'WipeInitiated';
  /** Whether the record of a device that left still names its owner (facts: uem 3.3, not known). */
  readonly forgetsOwner: boolean;
  /** Requests in a window of `limitSeconds` (facts: uem 5). */
  readonly limit: number;
  readonly limitSeconds: number;
};

/** Made anew for each server. */
export type UemCredentials = {
  readonly tenantCode: string;
  readonly user: string;
  readonly password: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

export type UemRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly operation: Operation;
  readonly signIn: 'basic' | 'bearer' | 'none';
  /** 0: the connection was cut. */
  readonly status: number;
};

export type UemApi = {
  /** `http(s)://127.0.0.1:PORT`: what an administrator enters as the API server. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly port: number;
  readonly credentials: UemCredentials;
  readonly set: (quirks: Partial<UemQuirks>) => void;
  /** The newest thousand, oldest first. */
  readonly requests: () => readonly UemRequest[];
  /** Tokens that were given are no longer taken. */
  readonly revokeTokens: () => void;
  readonly changeCertificate: (tls: KeyAndCertificate) => void;
  readonly close: () => Promise<void>;
};
