/** The whole of `mem-configuration.json`, put together from the catalogue. */
import { z } from 'zod';
import type { MemSetting } from './entry.ts';
import { memSettings, type MemKey } from './mem-catalogue.ts';

/** Unknown keys are kept (loose): the reader of the file warns about them. */
export const memConfigurationSchema = z.looseObject({
  schemaVersion: field('schemaVersion'),
  listener: z.looseObject({
    host: field('listener.host'),
    port: field('listener.port'),
    tls: field('listener.tls'),
    balancers: field('listener.balancers'),
    extraPaths: field('listener.extraPaths'),
    maxConnections: field('listener.maxConnections'),
    maxConnectionsPerAddress: field('listener.maxConnectionsPerAddress'),
    maxEwsBodyMiB: field('listener.maxEwsBodyMiB'),
    maxEasBodyMiB: field('listener.maxEasBodyMiB'),
  }),
  emailServer: z.looseObject({
    hostAndPort: field('emailServer.hostAndPort'),
    timeoutSeconds: field('emailServer.timeoutSeconds'),
    ignoreSslErrorsWithExch: field('emailServer.ignoreSslErrorsWithExch'),
    redirectHosts: field('emailServer.redirectHosts'),
  }),
  // Absent in files of before, as the ones below: then every key has its default.
  authentication: z
    .looseObject({ ntlm: field('authentication.ntlm') })
    .default({ ntlm: initial('authentication.ntlm') }),
  clientCertificates: z
    .looseObject({
      mode: field('clientCertificates.mode'),
      identity: field('clientCertificates.identity'),
      table: field('clientCertificates.table'),
      revocation: field('clientCertificates.revocation'),
      staleCrl: field('clientCertificates.staleCrl'),
      crlUrls: field('clientCertificates.crlUrls'),
    })
    .default({
      mode: initial('clientCertificates.mode'),
      identity: initial('clientCertificates.identity'),
      table: initial('clientCertificates.table'),
      revocation: initial('clientCertificates.revocation'),
      staleCrl: initial('clientCertificates.staleCrl'),
      crlUrls: initial('clientCertificates.crlUrls'),
    }),
  compliance: z.looseObject({
    mode: field('compliance.mode'),
    unknownDevices: field('compliance.unknownDevices'),
    directoryFile: field('compliance.directoryFile'),
    requireDevice: field('compliance.requireDevice'),
    ewsBlockAnswer: field('compliance.ewsBlockAnswer'),
    easBlockAnswer: field('compliance.easBlockAnswer'),
    serviceAccounts: field('compliance.serviceAccounts'),
    domains: field('compliance.domains'),
    policies: policiesSchema(),
    ens: z.looseObject({
      sources: field('compliance.ens.sources'),
      deviceHeader: field('compliance.ens.deviceHeader'),
      verdictHeader: field('compliance.ens.verdictHeader'),
      onlyEnsMayUseEws: field('compliance.ens.onlyEnsMayUseEws'),
    }),
  }),
  // Absent in files of before, as the next ones: then every key has its default.
  kcd: z
    .looseObject({
      enabled: field('kcd.enabled'),
      targetSpn: field('kcd.targetSpn'),
      serviceAccount: field('kcd.serviceAccount'),
      domainControllers: field('kcd.domainControllers'),
      ticketMinutes: field('kcd.ticketMinutes'),
    })
    .default({
      enabled: initial('kcd.enabled'),
      targetSpn: initial('kcd.targetSpn'),
      serviceAccount: initial('kcd.serviceAccount'),
      domainControllers: initial('kcd.domainControllers'),
      ticketMinutes: initial('kcd.ticketMinutes'),
    }),
  admin: z
    .looseObject({ enabled: field('admin.enabled'), port: field('admin.port') })
    .default({ enabled: initial('admin.enabled'), port: initial('admin.port') }),
  accessLog: z
    .looseObject({
      enabled: field('accessLog.enabled'),
      users: field('accessLog.users'),
      maxMegabytes: field('accessLog.maxMegabytes'),
      files: field('accessLog.files'),
    })
    .default({
      enabled: initial('accessLog.enabled'),
      users: initial('accessLog.users'),
      maxMegabytes: initial('accessLog.maxMegabytes'),
      files: initial('accessLog.files'),
    }),
});
export type MemConfiguration = z.infer<typeof memConfigurationSchema>;

/** Absent in files of before: then each policy is off. */
function policiesSchema() {
  const schema = z.looseObject({
    users: lists('users'),
    groups: field('compliance.policies.groups'),
    mailClients: lists('mailClients'),
    easDeviceTypes: lists('easDeviceTypes'),
    managedDevice: field('compliance.policies.managedDevice'),
    inactivity: field('compliance.policies.inactivity'),
    inactivityDays: field('compliance.policies.inactivityDays'),
    compromised: field('compliance.policies.compromised'),
    encryption: field('compliance.policies.encryption'),
    models: lists('models'),
    operatingSystems: lists('operatingSystems'),
    activeSyncProfile: field('compliance.policies.activeSyncProfile'),
  });
  return schema.default(() => schema.parse({}));
}

type PolicyLists = 'users' | 'mailClients' | 'easDeviceTypes' | 'models' | 'operatingSystems';

function lists(name: PolicyLists) {
  const schema = z.looseObject({
    allowed: field(`compliance.policies.${name}.allowed`),
    blocked: field(`compliance.policies.${name}.blocked`),
  });
  return schema.default(() => schema.parse({}));
}

type SchemaOf<Key extends MemKey> = (typeof memSettings)[Key]['schema'];

/** The schema of one setting; an optional one takes its default from the catalogue. */
function field<Key extends MemKey>(key: Key): SchemaOf<Key> {
  const setting: MemSetting = memSettings[key];
  const schema = setting.required ? setting.schema : setting.schema.default(setting.initial);
  // A default changes what may be absent, not what comes out: the type of the result stays that of the setting.
  return schema as SchemaOf<Key>;
}

function initial<Key extends MemKey>(key: Key): (typeof memSettings)[Key]['initial'] {
  return memSettings[key].initial;
}

/** What `init` writes: every setting that is `written`, in the order of the catalogue. */
export function initialMemConfiguration(): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const setting of Object.values<MemSetting>(memSettings)) {
    if (setting.written) place(root, setting.key.split('.'), setting.initial);
  }
  return root;
}

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  target[name] ??= {};
  place(target[name] as Record<string, unknown>, rest, value);
}
