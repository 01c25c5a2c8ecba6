/** What the set-up asks, as texts of its fields: from the settings, and back. Pure: store and tests share it. */
import type { FormSetting } from '../../src-shared/contract/window.ts';
import { allowedValues } from '../../src-shared/settings/entry.ts';
import type { MemSetting } from '../../src-shared/settings/entry.ts';
import { parseHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import { memSettings } from '../../src-shared/settings/mem-catalogue.ts';
import type { MemKey } from '../../src-shared/settings/mem-catalogue.ts';
import { text } from '../text/text.ts';

export interface SetUpValues {
  readonly host: string;
  readonly port: string;
  /** Where TLS of the clients ends. */
  readonly tlsEnds: 'here' | 'before';
  readonly certificate: string;
  readonly key: string;
  readonly balancers: string;
  readonly exchange: string;
  readonly ewsProxy: boolean;
  readonly directoryFile: string;
  readonly mode: 'test' | 'enforce';
}
export type SetUpField = keyof SetUpValues;

export const setUpSteps = ['listener', 'exchange', 'compliance', 'mode'] as const;
export type SetUpStep = (typeof setUpSteps)[number];

export const fieldsOf: Readonly<Record<SetUpStep, readonly SetUpField[]>> = {
  listener: ['host', 'port', 'tlsEnds', 'certificate', 'key', 'balancers'],
  exchange: ['exchange', 'ewsProxy'],
  compliance: ['directoryFile'],
  mode: ['mode'],
};

export const proxyKey = 'enable.boxer.ens.ews.proxy';
const exchangeKey = 'emailServer.hostAndPort';

const keys: readonly (readonly [key: string, field: SetUpField])[] = [
  ['listener.host', 'host'],
  ['listener.port', 'port'],
  ['listener.tls.key', 'key'],
  ['listener.tls', 'certificate'],
  ['listener.balancers', 'balancers'],
  [exchangeKey, 'exchange'],
  [proxyKey, 'ewsProxy'],
  ['compliance.directoryFile', 'directoryFile'],
  ['compliance.mode', 'mode'],
];

/** The field at which a problem of this setting is shown, or null. */
export function fieldOf(key: string | undefined): SetUpField | null {
  if (key === undefined) return null;
  return keys.find(([known]) => key === known || key.startsWith(`${known}.`))?.[1] ?? null;
}

export function stepOf(field: SetUpField): SetUpStep {
  return setUpSteps.find((step) => fieldsOf[step].includes(field)) ?? 'listener';
}

export function valuesFrom(settings: readonly FormSetting[]): SetUpValues {
  const saved = (key: string) => settings.find((each) => each.key === key)?.saved ?? null;
  const tls = parsed(saved('listener.tls')) as Partial<Record<string, string>> | null;
  const server = saved(exchangeKey);
  return {
    host: saved('listener.host') ?? memSettings['listener.host'].initial,
    port: saved('listener.port') ?? String(memSettings['listener.port'].initial),
    tlsEnds: tls === null ? 'before' : 'here',
    certificate: tls?.['certificate'] ?? tls?.['pfx'] ?? '',
    key: tls?.['key'] ?? '',
    balancers: listed(parsed(saved('listener.balancers'))).join(', '),
    // The example that a new file has is nobody's server.
    exchange: server === null || server === memSettings[exchangeKey].initial ? '' : server,
    ewsProxy: saved(proxyKey) === 'true',
    directoryFile: saved('compliance.directoryFile') ?? 'devices.json',
    mode: saved('compliance.mode') === 'enforce' ? 'enforce' : 'test',
  };
}

/** For `set`: what differs from the files. Texts as they are, everything else as JSON. */
export function changesOf(
  values: SetUpValues,
  settings: readonly FormSetting[],
): Record<string, string> {
  const wanted = Object.entries(wantedOf(values)).map(([key, value]) => {
    const saved = settings.find((each) => each.key === key)?.saved ?? null;
    const wish = typeof value === 'string' ? value : JSON.stringify(value);
    const nothing = saved === null && (wish === 'null' || wish === '[]');
    const same = nothing || saved === wish || JSON.stringify(parsed(saved)) === wish;
    return same ? null : ([key, wish] as const);
  });
  return Object.fromEntries(wanted.filter((each) => each !== null));
}

function wantedOf(values: SetUpValues): Record<string, unknown> {
  return {
    'listener.host': values.host,
    'listener.port': Number(values.port),
    'listener.tls': tlsOf(values),
    'listener.balancers': values.tlsEnds === 'here' ? [] : balancersOf(values),
    [exchangeKey]: values.exchange,
    [proxyKey]: String(values.ewsProxy),
    'compliance.directoryFile': values.directoryFile,
    'compliance.mode': values.mode,
  };
}

/** One file with both, or two. */
export function isPfx(certificate: string): boolean {
  return /\.(?:pfx|p12)$/i.test(certificate);
}

function tlsOf({ tlsEnds, certificate, key }: SetUpValues) {
  if (tlsEnds === 'before') return null;
  return isPfx(certificate) ? { pfx: certificate } : { certificate, key };
}

function balancersOf({ balancers }: SetUpValues): string[] {
  return balancers.split(/[\s,;]+/).filter((each) => each !== '');
}

export type Faults = Partial<Record<SetUpField, string>>;

/** Why a field cannot be saved as it is. What only the host knows (files, ports) it says when asked. */
export function faultsOf(values: SetUpValues): Faults {
  const { host, port, tlsEnds, certificate, key, exchange, directoryFile } = values;
  const ofHost = fault('listener.host', host);
  const faults: Record<string, string | null> = {
    host: ofHost,
    port: fault('listener.port', /^\d+$/.test(port) ? Number(port) : null),
    balancers: tlsEnds === 'before' && ofHost === null ? balancersFault(values) : null,
    exchange: exchangeFault(exchange),
    directoryFile: fault('compliance.directoryFile', directoryFile),
  };
  if (tlsEnds === 'here') {
    faults['certificate'] = certificate === '' ? text.setUp.noCertificate : null;
    faults['key'] = key === '' && !isPfx(certificate) ? text.setUp.noKey : null;
  }
  const found = Object.entries(faults).filter(([, why]) => why !== null);
  return Object.fromEntries(found);
}

function balancersFault(values: SetUpValues): string | null {
  const networks = balancersOf(values);
  if (networks.length === 0) return isLoopback(values.host) ? null : text.setUp.plainExposed;
  return fault('listener.balancers', networks);
}

/** As the gateway judges: what is no loopback can be reached from other machines. */
export function isLoopback(host: string): boolean {
  return /^(?:127\.|::1$|localhost$)/i.test(host);
}

function exchangeFault(value: string): string | null {
  if (value === '') return text.setUp.noExchange;
  if (value === memSettings[exchangeKey].initial) return text.setUp.exampleExchange;
  const address = parseHostAndPort(value);
  return address.ok ? null : text.settingsPage.badHost(address.reason);
}

function fault(key: MemKey, value: unknown): string | null {
  const setting: MemSetting = memSettings[key];
  if (setting.schema.safeParse(value).success) return null;
  return text.setUp.allowed(allowedValues(setting.type));
}

function parsed(saved: string | null): unknown {
  try {
    return saved === null ? null : (JSON.parse(saved) as unknown);
  } catch {
    return null;
  }
}

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
