/**
 * A gateway in this process in front of a sample Exchange, with a directory and a journal in memory.
 * For tests of the request's way on real sockets.
 */
import { randomBytes } from 'node:crypto';
import { startExchange } from '../../lab/index.ts';
import type { Exchange, ExchangeOptions } from '../../lab/index.ts';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { buildDirectory } from '../compliance/build.ts';
import { openGateway } from '../gateway/gateway.ts';
import type { Gateway, GatewayHost } from '../gateway/types.ts';
import type { DeviceInput, Override } from '../../src-shared/devices.ts';
import { SallyportError } from '../../src-shared/errors.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type {
  ComplianceSettings,
  GatewaySettings,
  Policies,
  UpstreamAddress,
} from '../../src-shared/settings/in-force.ts';

export interface HarnessOptions {
  readonly exchange?: Partial<ExchangeOptions>;
  readonly settings?: (settings: GatewaySettings) => GatewaySettings;
  readonly devices?: readonly DeviceInput[];
  /** Keeps no event: for tests that measure memory. */
  readonly forgetful?: boolean;
  readonly now?: () => Date;
  readonly revocationLists?: GatewayHost['revocationLists'];
}

export interface Harness {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  readonly url: string;
  readonly port: number;
  readonly settings: GatewaySettings;
  /** Newest state of every event, by `seq`. */
  readonly events: () => readonly JournalEvent[];
  /** What the gateway warned of in its log. */
  readonly warnings: readonly Record<string, unknown>[];
  readonly setDevices: (devices: readonly DeviceInput[]) => void;
  readonly setOverrides: (overrides: readonly Override[]) => void;
  /** Waits until an event fits; fails after `PATIENCE_MS`. */
  readonly event: (fits: (event: JournalEvent) => boolean) => Promise<JournalEvent>;
  readonly close: () => Promise<void>;
}

export const password = randomBytes(12).toString('base64url');
export const users = ['alice@contoso.test', 'bob@contoso.test', 'svc-ens@contoso.test'].map(
  (upn) => ({
    upn,
    password,
  }),
);

export function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

export function device(
  deviceId: string,
  user: string,
  more: Partial<DeviceInput> = {},
): DeviceInput {
  return {
    deviceId,
    user,
    managed: true,
    compromised: false,
    encrypted: true,
    enrollment: 'enrolled',
    ...more,
  };
}

export function override(deviceId: string, action: Override['action'], at = new Date()): Override {
  return {
    device: deviceId,
    user: null,
    action,
    at: at.toISOString(),
    until: null,
    note: null,
    by: 'test',
  };
}

export function addressOf(exchange: Pick<Exchange, 'host' | 'port' | 'url'>): UpstreamAddress {
  const scheme = exchange.url.startsWith('https:') ? 'https' : 'http';
  return { scheme, host: exchange.host, port: exchange.port };
}

const policies: Policies = {
  mode: 'enforce',
  unknownDevices: 'block',
  requireDevice: false,
  serviceAccounts: [],
  onlyEnsMayUseEws: false,
  domains: { CONTOSO: 'contoso.test' },
  rules: noRules,
};
const compliance: ComplianceSettings = {
  policies,
  coldStart: 'test',
  directoryFile: '/nowhere/devices.json',
  ewsBlockAnswer: 'soapFault',
  easBlockAnswer: 'forbidden',
  ens: {
    sources: ['127.0.0.1/32'],
    deviceHeader: 'X-ENS-Devices',
    verdictHeader: 'X-ENS-Verdicts',
    onlyEnsMayUseEws: false,
    certificates: [],
    deviceSyntax: { form: 'comma', key: null },
    verdictForm: 'pairs',
  },
};

export function settingsFor(address: UpstreamAddress): GatewaySettings {
  return {
    vendor: { ewsProxy: true, removeUnsupportedAuth: true, ewsHost: null },
    listener: {
      ...{ host: '127.0.0.1', port: 0, tls: null, balancers: [], extraPaths: [] },
      limits: {
        ...{ connections: 20_000, connectionsPerAddress: 1000 },
        ...{ ewsBody: 64 * 1024 * 1024, easBody: 10 * 1024 * 1024 },
      },
    },
    emailServer: { address, timeoutSeconds: 10, ignoreSslErrors: false, redirectHosts: [] },
    authentication: { ntlm: 'refuse' },
    ...{ clientCertificates: null, kcd: null, uem: null, push: null },
    compliance,
    restart: { drainSeconds: 5, graceSeconds: 5 },
    ...{ admin: null, accessLog: null },
    trustedCertificates: [],
  };
}

/** Changes policies of settings, for `HarnessOptions.settings` and restarts. */
export function withPolicies(
  settings: GatewaySettings,
  change: Partial<Policies>,
): GatewaySettings {
  const { policies: before } = settings.compliance;
  return {
    ...settings,
    compliance: { ...settings.compliance, policies: { ...before, ...change } },
  };
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const exchange = await startExchange({ users, ...options.exchange });
  const plain = settingsFor(addressOf(exchange));
  const settings = options.settings?.(plain) ?? plain;
  const journal = new Map<number, JournalEvent>();
  const warnings: Record<string, unknown>[] = [];
  let seq = 0;
  let devices = options.devices ?? [
    device('alicephone', 'alice@contoso.test'),
    device('bobphone', 'bob@contoso.test'),
  ];
  /** When the devices became what they are now. */
  let since = Date.now();
  let overrides: readonly Override[] = [];
  const build = (): ReturnType<typeof buildDirectory> =>
    buildDirectory({
      records: devices.map((each) => ({ ...each, enrollmentSince: since })),
      overrides,
      loadedAt: Date.now(),
      available: true,
    });
  let directory = build();
  const opened = await openGateway(settings, {
    directory: () => directory,
    journal: {
      nextSeq: () => (seq += 1),
      record: (event) => {
        if (options.forgetful !== true) journal.set(event.seq, event);
      },
    },
    log: {
      info: () => undefined,
      warn: (fields, message) => warnings.push({ ...fields, message }),
      error: (fields, message) => {
        console.error(message, fields);
      },
    },
    now: options.now ?? (() => new Date()),
    revocationLists: options.revocationLists,
  });
  if (!opened.ok) {
    await exchange.close();
    throw new SallyportError(opened.problems);
  }
  const { gateway, listening } = opened.value;
  const apply = (): void => {
    directory = build();
    gateway.reconsider();
  };
  const events = (): readonly JournalEvent[] => [...journal.values()].sort((a, b) => a.seq - b.seq);
  return {
    exchange,
    gateway,
    url: listening.url,
    port: listening.port,
    settings,
    events,
    warnings,
    setDevices: (next) => {
      devices = next;
      since = Date.now();
      apply();
    },
    setOverrides: (next) => {
      overrides = next;
      apply();
    },
    event: async (fits) => {
      for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
        const found = events().find(fits);
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`no such event among ${JSON.stringify(events(), null, 1)}`);
    },
    close: async () => {
      await gateway.close();
      await exchange.close();
    },
  };
}
