/** What a client may take, in seconds and bytes; looked at once a second. */
export const limits = {
  /** From the first byte of a head, or from the opening of a connection, to its end. */
  headSeconds: 30,
  /** IIS keeps idle connections for 120 s; balancers expect no less (facts: ews 6.3). */
  idleSeconds: 120,
  /** A body may be slow for so long ... */
  bodyGraceSeconds: 20,
  /** ... and has to come at this rate from then on: 64 MiB in 37 h is an attack, not a telephone. */
  bodyBytesPerSecond: 500,
  /** How long a client may take nothing of an answer that waits for it. */
  stalledSeconds: 60,
  /** A client that was told to go is heard out for so long. */
  lingerSeconds: 1,
  /** What a client may send ahead of its turn. */
  heldBytes: 64 * 1024,
  /** What may wait to be taken by a client before Exchange is held back. */
  behindBytes: 64 * 1024,
} as const;
