/** OpenSSL's errors about keys and certificates, in words. They never repeat what a file holds. */

export interface OpensslReason {
  readonly text: string;
  readonly remedy?: string;
}

export const lockedReason: OpensslReason = {
  text: 'it is protected by a passphrase',
  remedy: 'Store it without a passphrase, in a file that only this account may read.',
};

/** Words of OpenSSL 3 and of BoringSSL (Electron), the more telling first. */
const known: readonly (readonly [RegExp, OpensslReason])[] = [
  [
    /mac verify failure|passphrase|bad.decrypt|bad.password|incorrect.password|interrupted or cancelled/i,
    lockedReason,
  ],
  [/unable to load private key/i, { text: 'it holds no private key' }],
  [/not enough data|too short/i, { text: 'it is cut short' }],
  [/asn1|wrong.tag|header.too.long|no.start.line|decoder/i, { text: 'it has not the right form' }],
  [
    // RC2 and 3DES with SHA-1, as Windows before 2019 exports them: OpenSSL 3 keeps them in its legacy provider.
    /unsupported/i,
    {
      text: 'it uses an encryption that is no longer supported',
      remedy: 'Export it again with AES256-SHA256 (TripleDES-SHA1 and RC2 are outdated).',
    },
  ],
  [
    /too small|too weak/i,
    {
      text: 'its key or signature is too weak',
      remedy: 'Use RSA of 2048 bits or more, or an EC key.',
    },
  ],
];

export function opensslReason(error: unknown): OpensslReason {
  const details = error instanceof Error ? error : new Error(String(error));
  const code: unknown = 'code' in details ? details.code : '';
  const whole = `${typeof code === 'string' ? code : ''} ${details.message}`;
  return known.find(([pattern]) => pattern.test(whole))?.[1] ?? { text: details.message };
}
