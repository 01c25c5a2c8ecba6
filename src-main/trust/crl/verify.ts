/** Whether an authority signed a revocation list. */
import { verify, type KeyObject } from 'node:crypto';
import type { RevocationList } from './read-list.ts';

/** What authorities sign with today. SHA-1 is not among them: who can forge it can make a certificate unrevoked. */
const algorithms: Readonly<Record<string, { digest: string | null; keys: readonly string[] }>> = {
  '1.2.840.113549.1.1.11': { digest: 'sha256', keys: ['rsa'] },
  '1.2.840.113549.1.1.12': { digest: 'sha384', keys: ['rsa'] },
  '1.2.840.113549.1.1.13': { digest: 'sha512', keys: ['rsa'] },
  '1.2.840.10045.4.3.2': { digest: 'sha256', keys: ['ec'] },
  '1.2.840.10045.4.3.3': { digest: 'sha384', keys: ['ec'] },
  '1.2.840.10045.4.3.4': { digest: 'sha512', keys: ['ec'] },
  '1.3.101.112': { digest: null, keys: ['ed25519'] },
  '1.3.101.113': { digest: null, keys: ['ed448'] },
};

export type Signed = 'yes' | 'no' | 'unknown algorithm';

export function isSignedWith(list: RevocationList, key: KeyObject): Signed {
  const algorithm = Object.hasOwn(algorithms, list.algorithm)
    ? algorithms[list.algorithm]
    : undefined;
  if (algorithm === undefined) return 'unknown algorithm';
  if (!algorithm.keys.includes(key.asymmetricKeyType ?? '')) return 'no';
  try {
    return verify(algorithm.digest, list.signed, key, list.signature) ? 'yes' : 'no';
  } catch {
    // A signature of another form than the key's.
    return 'no';
  }
}
