/** Whether this gateway should be sent mail, for the balancer in front. */

/** What the gateway is at this moment. */
export interface Health {
  readonly listening: boolean;
  readonly draining: boolean;
  /** The directory is missing, and therefore everything is blocked. */
  readonly blind: boolean;
}

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}

export function readinessOf({ listening, draining, blind }: Health): Readiness {
  const reasons = [
    ...(draining ? [{ code: 'DRAINING', text: 'The gateway is stopping.' }] : []),
    ...(!listening && !draining
      ? [{ code: 'NOT_LISTENING', text: 'The gateway does not listen.' }]
      : []),
    ...(blind
      ? [
          {
            code: 'DIRECTORY_UNAVAILABLE',
            text: 'No device directory could be read: everything is blocked.',
          },
        ]
      : []),
  ];
  return { ready: reasons.length === 0, reasons };
}
