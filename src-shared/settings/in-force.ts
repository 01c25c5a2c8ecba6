/**
 * The settings as values: what a generation of the gateway is built from.
 *
 * `src-main/settings` makes it from the two files; the gateway and the other rooms get it handed
 * and never read a configuration file. Everything is resolved: certificates are loaded, paths are
 * absolute, defaults are filled in.
 */

import type { PushSettings, UemSettings } from './device-management.ts';
import type { DeviceHeaderSyntax, VerdictHeaderForm } from './ens-values.ts';
import type { DomainController } from './kcd-values.ts';

export const complianceModes = ['enforce', 'test', 'off'] as const;
export type ComplianceMode = (typeof complianceModes)[number];

export const unknownDeviceDefaults = ['allow', 'block'] as const;
export const coldStartChoices = ['test', 'block'] as const;
export const ewsBlockAnswers = ['soapFault', 'forbidden'] as const;
export const ntlmChoices = ['refuse', 'pinned'] as const;
export const clientCertificateModes = ['off', 'optional', 'required'] as const;
export const certificateIdentities = ['upn', 'rfc822', 'table'] as const;
export const revocationChecks = ['crl', 'off'] as const;
export const staleCrlChoices = ['refuse', 'allow'] as const;
export const easBlockAnswers = ['forbidden', 'wbxml129'] as const;

/** Where to connect. `host` is a name, an IPv4 address, or an IPv6 address without brackets. */
export interface UpstreamAddress {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
}

/** The listener's own; already checked that key and certificate belong together. */
export type ListenerTls =
  | { readonly kind: 'pem'; readonly certificate: string; readonly key: string }
  | { readonly kind: 'pfx'; readonly pfx: Uint8Array; readonly passphrase: string | null };

export interface ListenerSettings {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly tls: ListenerTls | null;
  /** CIDRs that may connect in plain when the host is not loopback, and whose `X-Forwarded-For` is believed. */
  readonly balancers: readonly string[];
  /** Exact paths that are served as EWS besides the built-in ones. */
  readonly extraPaths: readonly string[];
  readonly limits: ListenerLimits;
}

export interface ListenerLimits {
  readonly connections: number;
  /** Balancers and notification services are exempt. */
  readonly connectionsPerAddress: number;
  /** Largest bodies of requests, in bytes. */
  readonly ewsBody: number;
  readonly easBody: number;
}

export interface EmailServerSettings {
  readonly address: UpstreamAddress;
  /** Bounds connecting and TLS (502) and waiting for the head of the answer (504). */
  readonly timeoutSeconds: number;
  readonly ignoreSslErrors: boolean;
  /** Where the gateway may follow a redirect of Exchange, besides the servers that are configured. */
  readonly redirectHosts: readonly UpstreamAddress[];
}

export interface AuthenticationSettings {
  /** `pinned`: passed on, each client connection on an upstream connection of its own. */
  readonly ntlm: (typeof ntlmChoices)[number];
}

/** Certificates that clients bring (ADR 24). */
export interface ClientCertificateSettings {
  readonly mode: Exclude<(typeof clientCertificateModes)[number], 'off'>;
  readonly identity: (typeof certificateIdentities)[number];
  /** By `certificateKey`: lower case, without colons. */
  readonly table: Readonly<Record<string, string>>;
  readonly revocation: (typeof revocationChecks)[number];
  readonly staleCrl: (typeof staleCrlChoices)[number];
  readonly crlUrls: readonly string[];
  /** PEM certificates of `config/client-ca`. */
  readonly authorities: readonly string[];
}

export interface EnsSettings {
  /** CIDRs whose device header is believed. */
  readonly sources: readonly string[];
  /** Name of the request header that names a user's devices, as written in the file; null: off. */
  readonly deviceHeader: string | null;
  /** Name of the response header that says which device passes; null: off. */
  readonly verdictHeader: string | null;
  readonly onlyEnsMayUseEws: boolean;
  /** Thumbprints, lower case: one of them must come from such an address, too. Empty: the address is enough. */
  readonly certificates: readonly string[];
  readonly deviceSyntax: DeviceHeaderSyntax;
  readonly verdictForm: VerdictHeaderForm;
}

/** What a trusted notification service may do (ADR 31). Empty lists restrict nothing. */
export interface EnsRules {
  readonly operations: readonly string[];
  /** Patterns of `User-Agent`. */
  readonly userAgents: readonly string[];
  /** Lower case; `*.` before a name stands for all hosts below it. */
  readonly webhookHosts: readonly string[];
  /** Of a mailbox that is blocked. */
  readonly unsubscribePasses: boolean;
}

/** Null: no restriction. A list that came out empty, as of a group of nobody, allows nobody. */
export interface AllowedAndBlocked {
  readonly allowed: readonly string[] | null;
  readonly blocked: readonly string[];
}

/** The policies that are switched on; how each is judged: ADR 29. */
export interface ComplianceRules {
  /** Names of users; groups are resolved. */
  readonly users: AllowedAndBlocked;
  /** Patterns of `User-Agent`. */
  readonly mailClients: AllowedAndBlocked;
  readonly easDeviceTypes: AllowedAndBlocked;
  readonly managedDevice: boolean;
  /** Null: off. */
  readonly inactivityDays: number | null;
  readonly compromised: boolean;
  readonly encryption: boolean;
  /** `platform: pattern`, as the next ones. */
  readonly models: AllowedAndBlocked;
  readonly operatingSystems: AllowedAndBlocked;
  readonly activeSyncProfile: boolean;
  readonly ens: EnsRules;
}

const noEnsRules: EnsRules = {
  ...{ operations: [], userAgents: [], webhookHosts: [], unsubscribePasses: true },
};

const noLists: AllowedAndBlocked = { allowed: null, blocked: [] };

export const noRules: ComplianceRules = {
  ...{ users: noLists, mailClients: noLists, easDeviceTypes: noLists, managedDevice: false },
  ...{ inactivityDays: null, compromised: false, encryption: false },
  ...{ models: noLists, operatingSystems: noLists, activeSyncProfile: false },
  ens: noEnsRules,
};

/** What `decide` needs besides identity and directory: the compliance policies of one generation. */
export interface Policies {
  readonly mode: ComplianceMode;
  readonly unknownDevices: (typeof unknownDeviceDefaults)[number];
  readonly requireDevice: boolean;
  /** Users who may act for other mailboxes. */
  readonly serviceAccounts: readonly string[];
  readonly onlyEnsMayUseEws: boolean;
  /** NetBIOS domain (upper case) to UPN suffix (lower case), for `DOMAIN\user`. */
  readonly domains: Readonly<Record<string, string>>;
  readonly rules: ComplianceRules;
  /** Never a setting: by how many milliseconds `now` is ahead of the clock that inactivity is counted by (ADR 28). */
  readonly clockAhead?: number;
}

export interface ComplianceSettings {
  readonly policies: Policies;
  /** What `enforce` means while there never was a list of devices. */
  readonly coldStart: (typeof coldStartChoices)[number];
  /** Absolute path of the device feed. */
  readonly directoryFile: string;
  readonly ewsBlockAnswer: (typeof ewsBlockAnswers)[number];
  readonly easBlockAnswer: (typeof easBlockAnswers)[number];
  readonly ens: EnsSettings;
}

/** `restart.drain.seconds` and `restart.grace.seconds`. */
export interface RestartSettings {
  readonly drainSeconds: number;
  readonly graceSeconds: number;
}

/** Health and metrics, on loopback. */
export interface AdminSettings {
  /** 0 lets the system choose. */
  readonly port: number;
}

export interface AccessLogSettings {
  readonly users: boolean;
  /** Size at which the next file begins. */
  readonly maxBytes: number;
  /** Files that are kept, the one that is written included. */
  readonly files: number;
}

/** `keytab`: the file's bytes. Null: it was removed while a gateway ran that signs in with it. */
export type KcdSecret =
  | { readonly kind: 'password'; readonly password: string | null }
  | { readonly kind: 'keytab'; readonly keytab: Uint8Array | null };

/** Kerberos constrained delegation: the certificate alone signs its user in at Exchange. */
export interface KcdSettings {
  /** Null: `HTTP/` and the host that is asked. */
  readonly targetSpn: string | null;
  /** Without its realm. */
  readonly account: string;
  /** Of the account, upper case. */
  readonly realm: string;
  /** Further ones whose users are welcome, upper case. */
  readonly otherRealms: readonly string[];
  /** In the order in which they are tried; of a realm without any DNS says where they are. */
  readonly controllers: readonly DomainController[];
  readonly ticketMinutes: number;
  readonly secret: KcdSecret;
}
/** The vendor's three settings, under the names of `application.properties`. */
export interface VendorSettings {
  /** `enable.boxer.ens.ews.proxy` */
  readonly ewsProxy: boolean;
  /** `remove.unsupported.auth.for.ews` */
  readonly removeUnsupportedAuth: boolean;
  /** `ews.email.server.host.and.port`; null: EWS goes to the email server. */
  readonly ewsHost: UpstreamAddress | null;
}

export interface GatewaySettings {
  readonly vendor: VendorSettings;
  readonly listener: ListenerSettings;
  readonly emailServer: EmailServerSettings;
  readonly authentication: AuthenticationSettings;
  /** Null: no certificate is asked for. */
  readonly clientCertificates: ClientCertificateSettings | null;
  readonly compliance: ComplianceSettings;
  readonly restart: RestartSettings;
  /** Null: off. */
  readonly kcd: KcdSettings | null;
  /** Null: the devices are in `compliance.directoryFile`. */
  readonly uem: UemSettings | null;
  /** Null: off. */
  readonly push: PushSettings | null;
  /** Null: off. */
  readonly admin: AdminSettings | null;
  /** Null: off. */
  readonly accessLog: AccessLogSettings | null;
  /** PEM certificates of `config/trust`, trusted towards Exchange besides the system's. */
  readonly trustedCertificates: readonly string[];
}
