/** Invented states of the gateway. Everything is checked against the contract where it is handed out. */
import type { Status } from '../../src-shared/contract/calls.ts';
import type { GatewayView, WindowFacts } from '../../src-shared/contract/window.ts';
import { problem } from '../../src-shared/errors.ts';

/** The pictures do not change with the clock: every fake window lives at this moment. */
export const now = Date.parse('2026-11-22T10:02:41.318Z');
export const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

export const facts: WindowFacts = {
  version: '0.1.0',
  electron: '25.9.8',
  home: '/var/lib/sallyport',
  lab: false,
  developmentRuntime: false,
  firstRun: false,
};

export function status(overrides: Partial<Status> = {}): Status {
  return {
    state: 'running',
    pid: 4711,
    home: facts.home,
    url: 'http://10.1.1.20:8443',
    generation: 7,
    since: ago(6521),
    mode: 'enforce',
    settings: { ewsProxy: true, removeUnsupportedAuth: true, ewsHost: null },
    pending: [],
    directory: { devices: 12410, ageSeconds: 184, problems: [] },
    journal: { state: 'ok', problem: null, waiting: 0, dropped: 0 },
    traffic: { requests: 37, streams: 4218, connections: 5102 },
    lastRestart: null,
    noMethodLeft: [],
    upstreams: [],
    warnings: [],
    ...overrides,
  };
}

export const running = (overrides: Partial<Status> = {}): GatewayView => ({
  kind: 'running',
  status: status(overrides),
});

export const failed = {
  kind: 'failed' as const,
  retryAt: now + 8000,
  problems: [
    problem('BOOLEAN', 'enable.boxer.ens.ews.proxy is "ture", neither true nor false.', {
      file: '/var/lib/sallyport/config/application.properties',
      line: 4,
      key: 'enable.boxer.ens.ews.proxy',
    }),
    problem('PORT_IN_USE', '10.1.1.20:8443 is taken by nginx (process 981).', {
      file: '/var/lib/sallyport/config/mem-configuration.json',
      line: 5,
      key: 'listener.port',
    }),
  ],
};

/** Before anybody set it up: the example's Exchange, nobody is checked. */
export const firstRunning: GatewayView = running({
  mode: 'test',
  url: 'http://127.0.0.1:8443',
  generation: 1,
});

export const portTaken: GatewayView = {
  kind: 'failed',
  retryAt: null,
  problems: [
    problem('PORT_IN_USE', '10.1.1.20:8443 is taken by nginx (process 981).', {
      file: '/var/lib/sallyport/config/mem-configuration.json',
      line: 5,
      key: 'listener.port',
    }),
  ],
};

/** A file that nobody can read any more. */
export const torn: GatewayView = {
  kind: 'failed',
  retryAt: null,
  problems: [
    problem('JSON_SYNTAX', 'Property name expected.', {
      file: '/var/lib/sallyport/config/mem-configuration.json',
      line: 12,
    }),
  ],
};
