/**
 * What the gateway still lets through although by RFC 9112 it should be refused, exactly: a mend shortens this list, and
 * whatever is not on it must not happen.
 */
export interface Known {
  readonly always: readonly string[];
  /** By timing. */
  readonly atTimes: readonly string[];
}

export const knownToPass: Known = { always: [], atTimes: [] };
