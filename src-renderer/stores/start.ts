/** Connects the stores to the host, once. */
import { listen } from '../api.ts';
import { loadClients } from './clients.ts';
import { modeOf, reported, useGateway } from './gateway.ts';
import { lookedAt, modeChanged, received } from './log.ts';
import { loadOutages } from './outages.ts';
import { loadSettings } from './settings.ts';
import { loadFacts } from './window.ts';

const clientsEvery = 5000;

/** A short form of what the settings depend on: when it changes, they are read again. */
function fingerprint(): string {
  const { view } = useGateway.getState();
  if (view?.kind !== 'running') return view?.kind ?? '';
  const { generation, pending } = view.status;
  return `${String(generation)} ${JSON.stringify(pending)}`;
}

export function startStores(): void {
  void loadFacts();
  void loadSettings();
  void loadClients();
  let before = '';
  let kind = '';
  let mode: ReturnType<typeof modeOf> = null;
  listen('gateway', (view) => {
    reported(view);
    const now = fingerprint();
    if (now !== before) void loadSettings();
    before = now;
    if (view.kind !== kind) void loadOutages();
    kind = view.kind;
    if (modeOf(view) !== mode) modeChanged();
    mode = modeOf(view);
  });
  listen('log', received);
  document.addEventListener('visibilitychange', () => lookedAt(!document.hidden));
  setInterval(() => {
    if (!document.hidden && useGateway.getState().view?.kind === 'running') void loadClients();
  }, clientsEvery);
}
