/** Why a push was not taken: what is counted, and what its sender reads. */
export const refusals = {
  rate: { status: 429, text: 'Too many requests: try again in a second.' },
  head: { status: 400, text: 'The request is malformed.' },
  path: { status: 404, text: 'Not found.' },
  method: { status: 405, text: 'Only POST is taken, and GET as a test.' },
  type: { status: 415, text: 'Send application/json in UTF-8, without a content coding.' },
  length: { status: 413, text: 'The body is too large.' },
  certificate: { status: 403, text: 'A certificate of the right authority is needed.' },
  signature: { status: 403, text: 'The signature is missing or wrong.' },
  time: { status: 403, text: 'The time of the signature is too far from now.' },
  replay: { status: 403, text: 'This nonce was used before.' },
  memory: { status: 503, text: 'Too many signed requests: try again in some minutes.' },
  password: { status: 401, text: 'User name and password are missing or wrong.' },
  rights: { status: 403, text: 'A password is enough for notices only, not for device records.' },
  body: { status: 400, text: 'The body is not as it should be.' },
  directory: { status: 503, text: 'There is no list of devices yet: try again later.' },
  busy: { status: 503, text: 'Not now: try again in a second.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly text: string }>>;

export type PushRefusal = keyof typeof refusals;

export interface Refused {
  readonly ok: false;
  readonly why: PushRefusal;
  /** Only for who has signed in: what is wrong with the body. */
  readonly details?: readonly string[];
}

export function refused(why: PushRefusal, details?: readonly string[]): Refused {
  return details === undefined ? { ok: false, why } : { ok: false, why, details };
}
