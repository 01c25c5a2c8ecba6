/** Whether this gateway should be sent mail, for the balancer in front. */

/** What the gateway is at this moment. */
export interface Health {
  readonly listening: boolean;
  readonly draining: boolean;
  /** The directory is missing, and therefore everything is blocked. */
  readonly blind: boolean;
  /** `unreachable`: no server of Exchange takes connections. */
  readonly exchange: 'reachable' | 'unreachable' | 'unknown';
}

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}

const texts = {
  DRAINING: 'The gateway is stopping.',
  NOT_LISTENING: 'The gateway does not listen.',
  DIRECTORY_UNAVAILABLE: 'No device directory could be read: everything is blocked.',
  UPSTREAM_UNREACHABLE: 'No server of Exchange takes connections.',
} as const;

export function readinessOf({ listening, draining, blind, exchange }: Health): Readiness {
  const holds: Readonly<Record<keyof typeof texts, boolean>> = {
    DRAINING: draining,
    NOT_LISTENING: !listening && !draining,
    DIRECTORY_UNAVAILABLE: blind,
    UPSTREAM_UNREACHABLE: exchange === 'unreachable',
  };
  const codes = Object.keys(texts) as (keyof typeof texts)[];
  const reasons = codes.filter((code) => holds[code]).map((code) => ({ code, text: texts[code] }));
  return { ready: reasons.length === 0, reasons };
}
