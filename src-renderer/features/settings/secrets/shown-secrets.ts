import { secretForms } from '../../../../src-shared/secrets.ts';
import type { SecretName } from '../../../../src-shared/secrets.ts';
import { text } from '../../../text/text.ts';

/** The secrets that something uses. */
export type ShownSecret = Extract<
  SecretName,
  'kcd.password' | 'kcd.keytab' | 'listener.pfxPassphrase'
>;

/** They stand below the setting that they belong to. */
const below: Readonly<Record<string, readonly ShownSecret[]>> = {
  'listener.tls': ['listener.pfxPassphrase'],
  'kcd.serviceAccount': ['kcd.password', 'kcd.keytab'],
};

export function secretsBelow(setting: string): readonly ShownSecret[] {
  return below[setting] ?? [];
}

export function secretFits(name: ShownSecret, query: string): boolean {
  const all = `${text.secrets.names[name]} ${name} ${text.secrets.helps[name]}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

export const isFile = (name: ShownSecret): name is 'kcd.keytab' => secretForms[name] === 'bytes';
