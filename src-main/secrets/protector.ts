/** Who keeps a secret from being read where it lies. */
import type { ProtectorName } from '../../src-shared/secrets.ts';

export interface Protector {
  readonly name: ProtectorName;
  /** Rejects where the system refuses. */
  readonly seal: (value: Buffer) => Promise<Buffer>;
  /** Rejects where it was sealed by another account, on another machine, or not at all. */
  readonly open: (sealed: Buffer) => Promise<Buffer>;
}

/** The rights of the file alone: all that there is without a desktop. */
export const accountProtector: Protector = {
  name: 'account',
  seal: (value) => Promise.resolve(value),
  open: (sealed) => Promise.resolve(sealed),
};
