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
  authentication: optionalGroup({ ntlm: field('authentication.ntlm') }),
  clientCertificates: optionalGroup({
    mode: field('clientCertificates.mode'),
    identity: field('clientCertificates.identity'),
    table: field('clientCertificates.table'),
    revocation: field('clientCertificates.revocation'),
    staleCrl: field('clientCertificates.staleCrl'),
    crlUrls: field('clientCertificates.crlUrls'),
  }),
  compliance: z.looseObject({
    mode: field('compliance.mode'),
    unknownDevices: field('compliance.unknownDevices'),
    coldStart: field('compliance.coldStart'),
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
      certificates: field('compliance.ens.certificates'),
      deviceHeaderSyntax: field('compliance.ens.deviceHeaderSyntax'),
      deviceHeaderKey: field('compliance.ens.deviceHeaderKey'),
      verdictHeaderSyntax: field('compliance.ens.verdictHeaderSyntax'),
      operations: field('compliance.ens.operations'),
      userAgents: field('compliance.ens.userAgents'),
      webhookHosts: field('compliance.ens.webhookHosts'),
      unsubscribePasses: field('compliance.ens.unsubscribePasses'),
    }),
  }),
  uem: optionalGroup({
    url: field('uem.url'),
    signIn: field('uem.signIn'),
    user: field('uem.user'),
    tokenUrl: field('uem.tokenUrl'),
    clientId: field('uem.clientId'),
    organizationGroup: field('uem.organizationGroup'),
    proxy: field('uem.proxy'),
    proxyUser: field('uem.proxyUser'),
    bulkHours: field('uem.bulkHours'),
    deltaMinutes: field('uem.deltaMinutes'),
    maxAgeHours: field('uem.maxAgeHours'),
    push: pushSchema(),
  }),
  kcd: optionalGroup({
    enabled: field('kcd.enabled'),
    targetSpn: field('kcd.targetSpn'),
    serviceAccount: field('kcd.serviceAccount'),
    domainControllers: field('kcd.domainControllers'),
    ticketMinutes: field('kcd.ticketMinutes'),
  }),
  admin: optionalGroup({ enabled: field('admin.enabled'), port: field('admin.port') }),
  accessLog: optionalGroup({
    enabled: field('accessLog.enabled'),
    users: field('accessLog.users'),
    maxMegabytes: field('accessLog.maxMegabytes'),
    files: field('accessLog.files'),
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

function pushSchema() {
  return optionalGroup({
    enabled: field('uem.push.enabled'),
    host: field('uem.push.host'),
    port: field('uem.push.port'),
    tls: field('uem.push.tls'),
    signIn: field('uem.push.signIn'),
    clientCa: field('uem.push.clientCa'),
    user: field('uem.push.user'),
  });
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

/** Absent in files of before: then every key has its default. */
function optionalGroup<Shape extends z.ZodRawShape>(shape: Shape) {
  const group = z.looseObject(shape);
  // None of its keys is required, though the types of `field` say so.
  return group.prefault({} as z.input<typeof group>);
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
