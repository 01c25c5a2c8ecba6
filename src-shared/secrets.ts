/** What the gateway must know and nobody may read: kept apart from settings, which are shown, compared and rolled back. */
import { z } from 'zod';

export const secretNames = [
  'kcd.password',
  'kcd.keytab',
  'listener.pfxPassphrase',
  'uem.password',
  'uem.tenantCode',
  'uem.clientSecret',
  'uem.proxyPassword',
  'uem.pushKey',
] as const;
export type SecretName = (typeof secretNames)[number];
export const secretNameSchema = z.enum(secretNames);

/** `text`: a line. `bytes`: a file. */
export const secretForms: Readonly<Record<SecretName, 'text' | 'bytes'>> = {
  'kcd.password': 'text',
  'kcd.keytab': 'bytes',
  'listener.pfxPassphrase': 'text',
  'uem.password': 'text',
  'uem.tenantCode': 'text',
  'uem.clientSecret': 'text',
  'uem.proxyPassword': 'text',
  'uem.pushKey': 'text',
};

export const secretHelp: Readonly<Record<SecretName, string>> = {
  'kcd.password': 'the password of the service account for Kerberos (kcd.serviceAccount)',
  'kcd.keytab': 'the keytab of that account, instead of its password',
  'listener.pfxPassphrase': 'the passphrase of the PFX file of the listener (listener.tls.pfx)',
  'uem.password': 'the password of the account at device management (uem.user)',
  'uem.tenantCode': 'the tenant code (API key) of device management',
  'uem.clientSecret': 'the secret of the client of the token service (uem.clientId)',
  'uem.proxyPassword': 'the password at the proxy to device management (uem.proxyUser)',
  'uem.pushKey': 'the key that signs pushes, or the password of whoever notifies (uem.push.signIn)',
};

/** `account`: a file that only the account of the gateway may read. `system`: encrypted by the system for the account that set it. */
export const protectors = ['account', 'system'] as const;
export type ProtectorName = (typeof protectors)[number];

/** That there is one, and since when: never what it is. */
export const heldSecretSchema = z.object({
  name: secretNameSchema,
  protector: z.enum(protectors),
  setAt: z.string(),
});
export type HeldSecret = z.infer<typeof heldSecretSchema>;

/**
 * When it counts that a secret was set or removed. `now`: from the next log-on of the running gateway on. `restart`, `start`:
 * from then on, where the settings use it. `unused`: a password while there is a keytab, which counts.
 */
export const secretEffects = ['now', 'restart', 'start', 'unused'] as const;
export type SecretEffect = (typeof secretEffects)[number];

/** No keytab and no passphrase comes near it. */
export const MOST_SECRET_BYTES = 64 * 1024;
/** As it goes over the channel. */
export const secretValueSchema = z
  .base64()
  .min(4)
  .max(Math.ceil(MOST_SECRET_BYTES / 3) * 4);
