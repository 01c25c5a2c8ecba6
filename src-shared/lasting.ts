/**
 * What Exchange answers when something happens, minutes later: ActiveSync's Ping and a Sync that waits, EWS's
 * GetStreamingEvents. As the gateway names operations.
 */
export const lastingOperations = ['Ping', 'Sync', 'GetStreamingEvents'] as const;

const names: ReadonlySet<string | null> = new Set(lastingOperations);

/** True where a request that stays open is as it should be. */
export const isLasting = (operation: string | null): boolean => names.has(operation);
