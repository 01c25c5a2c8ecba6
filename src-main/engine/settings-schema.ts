/** The settings in force as they cross between processes: keys of certificates included, so by message only. */
import { z } from 'zod';
import type { Deciding } from './engine.ts';
import {
  certificateIdentities,
  clientCertificateModes,
  coldStartChoices,
  complianceModes,
  easBlockAnswers,
  ewsBlockAnswers,
  ntlmChoices,
  revocationChecks,
  staleCrlChoices,
  unknownDeviceDefaults,
  type ComplianceSettings,
  type GatewaySettings,
  type KcdSecret,
} from '../../src-shared/settings/in-force.ts';
import { deviceHeaderForms, verdictHeaderForms } from '../../src-shared/settings/ens-values.ts';

const texts = z.array(z.string());

const address = z.object({
  scheme: z.enum(['http', 'https']),
  host: z.string(),
  port: z.int(),
});

const tls = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pem'), certificate: z.string(), key: z.string() }),
  z.object({
    kind: z.literal('pfx'),
    pfx: z.instanceof(Uint8Array),
    passphrase: z.string().nullable(),
  }),
]);

const lists = z.strictObject({ allowed: texts.nullable(), blocked: texts });

const rules = z.strictObject({
  users: lists,
  mailClients: lists,
  easDeviceTypes: lists,
  managedDevice: z.boolean(),
  inactivityDays: z.int().nullable(),
  compromised: z.boolean(),
  encryption: z.boolean(),
  models: lists,
  operatingSystems: lists,
  activeSyncProfile: z.boolean(),
  ens: z.strictObject({
    operations: texts,
    userAgents: texts,
    webhookHosts: texts,
    unsubscribePasses: z.boolean(),
  }),
});

const policies = z.object({
  mode: z.enum(complianceModes),
  unknownDevices: z.enum(unknownDeviceDefaults),
  requireDevice: z.boolean(),
  serviceAccounts: texts,
  onlyEnsMayUseEws: z.boolean(),
  domains: z.record(z.string(), z.string()),
  rules,
});

const ens = z.object({
  sources: texts,
  deviceHeader: z.string().nullable(),
  verdictHeader: z.string().nullable(),
  onlyEnsMayUseEws: z.boolean(),
  certificates: texts,
  deviceSyntax: z.strictObject({ form: z.enum(deviceHeaderForms), key: z.string().nullable() }),
  verdictForm: z.enum(verdictHeaderForms),
});

export const decidingSchema: z.ZodType<Deciding> = z.object({ policies, ens });

export const kcdSecretSchema: z.ZodType<KcdSecret> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), password: z.string().nullable() }),
  z.strictObject({ kind: z.literal('keytab'), keytab: z.instanceof(Uint8Array).nullable() }),
]);

const kcd = z.strictObject({
  targetSpn: z.string().nullable(),
  account: z.string(),
  realm: z.string(),
  otherRealms: z.array(z.string()),
  controllers: z.array(z.strictObject({ realm: z.string(), host: z.string(), port: z.int() })),
  ticketMinutes: z.number(),
  secret: kcdSecretSchema,
});

const uemSignIn = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('basic'),
    user: z.string(),
    password: z.string(),
    tenantCode: z.string(),
  }),
  z.strictObject({
    kind: z.literal('oauth'),
    tokenUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    tenantCode: z.string().nullable(),
  }),
]);

const uem = z.strictObject({
  address,
  signIn: uemSignIn,
  organizationGroup: z.string().nullable(),
  proxy: z
    .strictObject({
      address,
      account: z.strictObject({ user: z.string(), password: z.string() }).nullable(),
    })
    .nullable(),
  bulkHours: z.number(),
  deltaMinutes: z.number(),
  maxAgeHours: z.number().nullable(),
});

const push = z.strictObject({
  host: z.string(),
  port: z.int(),
  tls: tls.nullable(),
  signIn: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('signature'), key: z.string() }),
    z.strictObject({ kind: z.literal('certificate'), authorities: texts }),
    z.strictObject({ kind: z.literal('password'), user: z.string(), password: z.string() }),
  ]),
});

const clientCertificates = z.strictObject({
  mode: z.enum(clientCertificateModes).exclude(['off']),
  identity: z.enum(certificateIdentities),
  table: z.record(z.string(), z.string()),
  revocation: z.enum(revocationChecks),
  staleCrl: z.enum(staleCrlChoices),
  crlUrls: texts,
  authorities: texts,
});

export const complianceSettingsSchema: z.ZodType<ComplianceSettings> = z.strictObject({
  policies,
  coldStart: z.enum(coldStartChoices),
  directoryFile: z.string(),
  ewsBlockAnswer: z.enum(ewsBlockAnswers),
  easBlockAnswer: z.enum(easBlockAnswers),
  ens,
});

/** The type holds the schema to `in-force.ts`: a field that is missing here would be lost on the way. */
export const gatewaySettingsSchema: z.ZodType<GatewaySettings> = z.strictObject({
  vendor: z.strictObject({
    ewsProxy: z.boolean(),
    removeUnsupportedAuth: z.boolean(),
    ewsHost: address.nullable(),
  }),
  listener: z.strictObject({
    host: z.string(),
    port: z.int(),
    tls: tls.nullable(),
    balancers: texts,
    extraPaths: texts,
    limits: z.strictObject({
      connections: z.int(),
      connectionsPerAddress: z.int(),
      ewsBody: z.int(),
      easBody: z.int(),
    }),
  }),
  emailServer: z.strictObject({
    address,
    timeoutSeconds: z.number(),
    ignoreSslErrors: z.boolean(),
    redirectHosts: z.array(address),
  }),
  authentication: z.strictObject({ ntlm: z.enum(ntlmChoices) }),
  clientCertificates: clientCertificates.nullable(),
  compliance: complianceSettingsSchema,
  restart: z.strictObject({ drainSeconds: z.number(), graceSeconds: z.number() }),
  kcd: kcd.nullable(),
  uem: uem.nullable(),
  push: push.nullable(),
  admin: z.strictObject({ port: z.int() }).nullable(),
  accessLog: z
    .strictObject({ users: z.boolean(), maxBytes: z.number(), files: z.int() })
    .nullable(),
  trustedCertificates: texts,
});
