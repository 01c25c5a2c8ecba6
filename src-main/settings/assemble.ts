/** Valid files become the settings of a generation. */
import { plainThumbprint } from '../../src-shared/settings/ens-values.ts';
import { parseHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type {
  ComplianceSettings,
  EnsRules,
  EnsSettings,
  GatewaySettings,
  ListenerSettings,
  UpstreamAddress,
} from '../../src-shared/settings/in-force.ts';
import type { MemConfiguration } from '../../src-shared/settings/mem-schema.ts';
import { clientCertificatesOf } from './client-certificates.ts';
import type { MemReading } from './mem/read.ts';
import type { NamedFiles } from './named-files.ts';
import type { PropertiesReading } from './properties/read.ts';
import { rulesOf } from './policies.ts';
import { parseBoolean } from './properties/values.ts';

/** Null when anything is missing after all; callers pass only what was read without an error. */
export function assemble(
  properties: PropertiesReading,
  mem: MemReading,
  named: NamedFiles,
  authorities: { readonly exchange: readonly string[]; readonly clients: readonly string[] },
  beyond: Pick<GatewaySettings, 'kcd' | 'uem' | 'push'>,
): GatewaySettings | null {
  const { value } = mem;
  const address = value === null ? null : addressOf(value.emailServer.hostAndPort);
  if (value === null || address === null || named.directoryFile === null) return null;
  const flag = (text: string | null) => parseBoolean(text ?? '') === true;
  return {
    vendor: {
      ewsProxy: flag(properties.valueOf('enable.boxer.ens.ews.proxy')),
      removeUnsupportedAuth: flag(properties.valueOf('remove.unsupported.auth.for.ews')),
      ewsHost: addressOf(properties.valueOf('ews.email.server.host.and.port')),
    },
    restart: {
      drainSeconds: Number(properties.valueOf('restart.drain.seconds')),
      graceSeconds: Number(properties.valueOf('restart.grace.seconds')),
    },
    listener: listenerOf(value.listener, named),
    emailServer: {
      address,
      timeoutSeconds: value.emailServer.timeoutSeconds,
      ignoreSslErrors: value.emailServer.ignoreSslErrorsWithExch,
      redirectHosts: value.emailServer.redirectHosts.flatMap((text) => addressOf(text) ?? []),
    },
    authentication: { ntlm: value.authentication.ntlm },
    clientCertificates: clientCertificatesOf(value, authorities.clients),
    compliance: complianceOf(value.compliance, named.directoryFile),
    ...beyond,
    ...operationsOf(value),
    trustedCertificates: authorities.exchange,
  };
}

const mebibyte = 1024 * 1024;

function listenerOf(listener: MemConfiguration['listener'], { tls }: NamedFiles): ListenerSettings {
  const { host, port, balancers, extraPaths } = listener;
  return {
    ...{ host, port, tls, balancers, extraPaths },
    limits: {
      connections: listener.maxConnections,
      connectionsPerAddress: listener.maxConnectionsPerAddress,
      ewsBody: listener.maxEwsBodyMiB * mebibyte,
      easBody: listener.maxEasBodyMiB * mebibyte,
    },
  };
}

function operationsOf({
  admin,
  accessLog,
}: MemConfiguration): Pick<GatewaySettings, 'admin' | 'accessLog'> {
  const { users, files, maxMegabytes } = accessLog;
  return {
    admin: admin.enabled ? { port: admin.port } : null,
    accessLog: accessLog.enabled ? { users, files, maxBytes: maxMegabytes * 1_000_000 } : null,
  };
}

export function complianceOf(
  compliance: MemConfiguration['compliance'],
  directoryFile: string,
): ComplianceSettings {
  const { ens } = compliance;
  const domains = Object.entries(compliance.domains).map(([netbios, suffix]) => [
    netbios.toUpperCase(),
    suffix.toLowerCase(),
  ]);
  return {
    policies: {
      mode: compliance.mode,
      unknownDevices: compliance.unknownDevices,
      requireDevice: compliance.requireDevice,
      serviceAccounts: compliance.serviceAccounts,
      onlyEnsMayUseEws: ens.onlyEnsMayUseEws,
      domains: Object.fromEntries(domains) as Record<string, string>,
      rules: rulesOf(compliance.policies, ensRulesOf(ens)),
    },
    coldStart: compliance.coldStart,
    directoryFile,
    ewsBlockAnswer: compliance.ewsBlockAnswer,
    easBlockAnswer: compliance.easBlockAnswer,
    ens: ensOf(ens),
  };
}

type Ens = MemConfiguration['compliance']['ens'];

function ensOf(ens: Ens): EnsSettings {
  const { sources, deviceHeader, verdictHeader, onlyEnsMayUseEws } = ens;
  return {
    ...{ sources, deviceHeader, verdictHeader, onlyEnsMayUseEws },
    certificates: ens.certificates.map(plainThumbprint),
    deviceSyntax: { form: ens.deviceHeaderSyntax, key: ens.deviceHeaderKey },
    verdictForm: ens.verdictHeaderSyntax,
  };
}

function ensRulesOf({ operations, userAgents, webhookHosts, unsubscribePasses }: Ens): EnsRules {
  const hosts = webhookHosts.map((host) => host.toLowerCase());
  return { operations, userAgents, webhookHosts: hosts, unsubscribePasses };
}

function addressOf(text: string | null): UpstreamAddress | null {
  const parsed = text === null ? null : parseHostAndPort(text);
  return parsed?.ok === true ? parsed.address : null;
}
