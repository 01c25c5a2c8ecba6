import type { ExchangeQuirks } from './types.ts';

// facts: ews 3: the challenge of an Exchange 2019 with hybrid modern authentication.
export const BEARER_CHALLENGE =
  'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", ' +
  'trusted_issuers="00000001-0000-0000-c000-000000000000@6b1f0a4e-2d0c-4a51-9a6e-0d7b3a4c5e6f", ' +
  'token_types="app_asserted_user_v1 service_asserted_app_v1", ' +
  'authorization_uri="https://login.windows.net/common/oauth2/authorize"';

export const DEFAULT_QUIRKS: ExchangeQuirks = {
  challenges: ['Negotiate', 'NTLM', 'Basic realm="mail.lab.example"', BEARER_CHALLENGE],
  easChallenges: ['Basic realm="mail.lab.example"'],
  gzip: true,
  heartbeatMs: 45_000,
  msPerMinute: 60_000,
  msPerSecond: 1_000,
  chunking: 'whole',
  splitDelayMs: 25,
  omitContentType: false,
  handOverMs: null,
  truncate: false,
  hangingConnectionLimit: 10,
  requireAffinity: false,
  ntlm: false,
  refuseBasic: false,
  refuseBearer: false,
  extraHeaders: [],
  faults: [],
};

/** Leaves out keys whose value is `undefined`, so that a patch never unsets a switch. */
export function withQuirks(base: ExchangeQuirks, patch: Partial<ExchangeQuirks>): ExchangeQuirks {
  const known = Object.keys(base) as (keyof ExchangeQuirks)[];
  const given = known.filter((key) => patch[key] !== undefined);
  return { ...base, ...Object.fromEntries(given.map((key) => [key, patch[key]])) };
}
