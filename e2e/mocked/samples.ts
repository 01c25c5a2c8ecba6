/** Invented data for the fake host. Everything is checked against the contract where it is handed out. */
export * from './sample-certificates.ts';
export * from './sample-checks.ts';
export * from './sample-gateway.ts';
export * from './sample-policies.ts';
export * from './sample-settings.ts';
export * from './sample-traffic.ts';
