/** The certificates of the home, what servers showed when they were asked, and what was done about it. */
import { create } from 'zustand';
import type { Certificates, ShownChain } from '../../src-shared/certificates.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';

export type Probe =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly shown: ShownChain }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
  | { readonly kind: 'late' };

export type Act = 'renew' | 'trust' | 'untrust';

/** What the last act came to. */
export type Outcome =
  | { readonly kind: 'renewed' }
  | { readonly kind: 'trusted' | 'untrusted'; readonly file: string; readonly inForce: boolean }
  | { readonly kind: 'failed'; readonly act: Act; readonly problems: readonly Problem[] };

interface CertificatesState {
  /** Null: not read yet. */
  readonly data: Certificates | null;
  readonly failure: readonly Problem[] | null;
  readonly at: string | null;
  /** By server. */
  readonly probes: Readonly<Record<string, Probe>>;
  readonly acting: Act | null;
  readonly outcome: Outcome | null;
  readonly warnings: readonly Problem[];
}

export const useCertificates = create<CertificatesState>()(() => ({
  ...{ data: null, failure: null, at: null, probes: {} },
  ...{ acting: null, outcome: null, warnings: [] },
}));

const { setState: set, getState: get } = useCertificates;

/** Longer than main gives a handshake. */
export const probeLimitMs = 20_000;

export async function loadCertificates(): Promise<void> {
  const reply = await call('certificates', {});
  if (reply.ok) set({ data: reply.value, failure: null, at: new Date().toISOString() });
  else set({ failure: reply.problems });
}

export async function probeAll(): Promise<void> {
  await Promise.all((get().data?.exchange.servers ?? []).map(probe));
}

export async function probe(server: string): Promise<void> {
  if (get().probes[server]?.kind === 'running') return;
  settle(server, { kind: 'running' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), probeLimitMs);
  });
  const reply = await Promise.race([call('probeServer', { hostAndPort: server }), late]);
  clearTimeout(timer);
  if (reply === null) settle(server, { kind: 'late' });
  else if (reply.ok) settle(server, { kind: 'done', shown: reply.value });
  else settle(server, { kind: 'failed', problems: reply.problems });
}

function settle(server: string, found: Probe): void {
  set({ probes: { ...get().probes, [server]: found } });
}

export function renew(): Promise<void> {
  return perform('renew', async () => {
    const reply = await call('renewCertificates', {});
    if (!reply.ok) return { kind: 'failed', act: 'renew', problems: reply.problems };
    return { kind: 'renewed' };
  });
}

export function trust(server: string, fingerprint: string): Promise<void> {
  return perform('trust', async () => {
    const reply = await call('trustCertificate', { hostAndPort: server, fingerprint });
    if (!reply.ok) return { kind: 'failed', act: 'trust', problems: reply.problems };
    set({ warnings: reply.value.warnings });
    await probe(server);
    return { kind: 'trusted', file: reply.value.file, inForce: reply.value.inForce };
  });
}

export function untrust(file: string): Promise<void> {
  return perform('untrust', async () => {
    const reply = await call('untrustCertificate', { file });
    if (!reply.ok) return { kind: 'failed', act: 'untrust', problems: reply.problems };
    // What was seen was judged by a trust that is gone.
    set({ warnings: reply.value.warnings, probes: {} });
    return { kind: 'untrusted', file, inForce: reply.value.inForce };
  });
}

async function perform(act: Act, work: () => Promise<Outcome>): Promise<void> {
  if (get().acting !== null) return;
  set({ acting: act, outcome: null, warnings: [] });
  try {
    const outcome = await work();
    await loadCertificates();
    set({ outcome });
  } finally {
    set({ acting: null });
  }
}

export function dismissOutcome(): void {
  set({ outcome: null, warnings: [] });
}
