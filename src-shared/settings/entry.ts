/** What one setting is: the shape of a catalogue entry. */
import type { z } from 'zod';

export const settingsFiles = ['application.properties', 'mem-configuration.json'] as const;

/** `restart`: a saved change waits for a (re)start. `hot`: it counts at once. */
export type Effect = 'restart' | 'hot';

/** What a value may be, for validation, forms and documents. */
export type SettingType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly unit?: string }
  | { readonly kind: 'choice'; readonly choices: Readonly<Record<string, string>> }
  | { readonly kind: 'host' }
  | { readonly kind: 'hostAndPort' }
  | { readonly kind: 'path' }
  | { readonly kind: 'headerName' }
  | { readonly kind: 'tls' }
  | { readonly kind: 'cidrs' }
  | { readonly kind: 'urlPaths' }
  | { readonly kind: 'userNames' }
  | { readonly kind: 'servers' }
  | { readonly kind: 'spn' }
  | { readonly kind: 'account' }
  | { readonly kind: 'webAddress' }
  | { readonly kind: 'text' }
  | { readonly kind: 'domainControllers' }
  | { readonly kind: 'certificateUsers' }
  | { readonly kind: 'crlUrls' }
  | { readonly kind: 'domains' }
  | { readonly kind: 'entryKey' }
  | { readonly kind: 'thumbprints' }
  | { readonly kind: 'ewsOperations' }
  | { readonly kind: 'webhookHosts' }
  | { readonly kind: 'patterns' }
  | { readonly kind: 'platformPatterns' }
  | { readonly kind: 'policyUsers' }
  | { readonly kind: 'userGroups' };

interface Common {
  /** The key of the properties file, or the dotted path in `mem-configuration.json`. */
  readonly key: string;
  readonly type: SettingType;
  /** False: the default counts when the key is absent. */
  readonly required: boolean;
  readonly effect: Effect;
  /** `vendor`: name and meaning are those of the Secure Email Gateway. */
  readonly origin: 'vendor' | 'own';
  /** First version of the vendor's product that knows the key. */
  readonly since?: string;
  /** For an administrator: what it does. */
  readonly help: string;
  /** For an administrator: what a change interrupts once it takes effect. */
  readonly interrupts: string;
}

/** A setting of `application.properties`: values are text. */
export interface PropertySetting extends Common {
  readonly file: 'application.properties';
  readonly type: Extract<SettingType, { kind: 'boolean' | 'integer' | 'hostAndPort' }>;
  /** What counts when the key is absent; null: nothing. */
  readonly absent: string | null;
  /** The line that `init` writes: `key=initial`, with `#` before it when `commented`. */
  readonly initial: string;
  readonly commented: boolean;
}

/** A setting of `mem-configuration.json`: values are JSON. */
export interface MemSetting<Schema extends z.ZodType = z.ZodType> extends Common {
  readonly file: 'mem-configuration.json';
  readonly schema: Schema;
  /** What `init` writes, and what counts when an optional key is absent. */
  readonly initial: z.input<Schema>;
  /** False: `init` leaves the key out. */
  readonly written: boolean;
  /** False: neither `set` nor a form changes it. */
  readonly editable: boolean;
}

export type Setting = PropertySetting | MemSetting;

/** The allowed values in words, to follow "allowed: " in a message or a table. */
export function allowedValues(type: SettingType): string {
  switch (type.kind) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number from ${type.min} to ${type.max}${type.unit === undefined ? '' : ` (${type.unit})`}`;
    case 'choice':
      return Object.keys(type.choices).join(', ');
    case 'host':
      return 'an address of this machine, a host name, 0.0.0.0 or ::';
    case 'hostAndPort':
      return 'https://host:port or http://host:port and nothing after it, IPv6 in brackets';
    case 'path':
      return 'a path inside the config folder, relative to it';
    case 'headerName':
      return 'the name of an HTTP header that has no other purpose, or null';
    case 'tls':
      return 'null, { "certificate", "key" } or { "pfx" }, each a path inside the config folder';
    case 'cidrs':
      return 'a list of addresses and networks such as 192.0.2.7, 10.1.2.0/24 or 2001:db8::/48';
    case 'urlPaths':
      return 'a list of whole paths such as /autodiscover/autodiscover.xml, of letters, digits, dots, hyphens and underscores, without a wildcard';
    case 'servers':
      return 'a list of servers, each as https://host:port';
    case 'spn':
      return 'a service principal name such as HTTP/mail.example.com, or null';
    case 'account':
      return 'the name of an account without its domain, or null';
    case 'webAddress':
      return 'an address such as https://host.example or https://host.example:8443, or null';
    case 'text':
      return 'a text without blanks around it, or null';
    case 'domainControllers':
      return 'a list of domains in upper case, each with a domain controller, such as "EX.TEST dc1.ex.test"';
    case 'userNames':
      return 'a list of user names';
    case 'certificateUsers':
      return 'a list of texts, each a certificate and its user: "SHA-256 thumbprint = user", or "SHA-256 thumbprint of the issuer/serial number = user"';
    case 'crlUrls':
      return 'a list of addresses such as http://pki.example/ca.crl';
    case 'domains':
      return 'an object of NetBIOS domain to UPN suffix, such as { "CONTOSO": "contoso.example" }';
    case 'entryKey':
      return 'a name of letters, digits, dots, hyphens and underscores that begins with a letter, or null';
    case 'thumbprints':
      return 'a list of SHA-256 thumbprints of certificates, with or without colons';
    case 'ewsOperations':
      return 'a list of EWS operations such as GetItem';
    case 'webhookHosts':
      return 'a list of host names such as ens.example.com or *.example.com';
    case 'patterns':
      return 'a list of texts in which * stands for anything, such as "Apple-iPhone*"';
    case 'platformPatterns':
      return 'a list of texts, each a platform and a pattern in which * stands for anything, such as "iOS: 17.*"';
    case 'policyUsers':
      return 'a list of user names, and of groups as "group:Sales"';
    case 'userGroups':
      return 'a list of texts, each a group and its users: "Sales: alice@corp.example, bob@corp.example"';
  }
}
