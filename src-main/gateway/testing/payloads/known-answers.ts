import type { Known } from './known.ts';

/** Answers of Exchange that reach the client although they should become a 502, exactly. */
export const answersKnownToPass: Known = { always: [], atTimes: [] };
