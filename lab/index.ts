// What tests and benchmarks of other rooms may use.
export { startDevices } from './devices/devices.ts';
export type { DeviceCounters, DeviceEvent, Devices, DevicesOptions } from './devices/types.ts';
export { basicAuthorization, createClient } from './client.ts';
export type { CallInput, CallResult, Client } from './client.ts';
export { startEns } from './ens/ens.ts';
export { encryptCredentials } from './ens/keys.ts';
export type { Ens, EnsAccount, EnsCounters, EnsEvent, EnsOptions } from './ens/types.ts';
export { readEasQuery, writeBase64Query } from './exchange/eas/query.ts';
export { decodeWbxml, encodeWbxml, node, TAGS, wbxmlText } from './exchange/eas/wbxml.ts';
export { BEARER_CHALLENGE, DEFAULT_QUIRKS } from './exchange/quirks.ts';
export { startExchange } from './exchange/server.ts';
export type {
  Chunking,
  Exchange,
  ExchangeOptions,
  ExchangeQuirks,
  FaultRule,
  LabUser,
  MailInput,
  MailItem,
  PushAttempt,
  RecordedRequest,
  SubscriptionView,
  UserInput,
} from './exchange/types.ts';
export { md4 } from './exchange/auth/md4.ts';
export { startLab } from './lab.ts';
export type { Lab, LabListening, LabOptions } from './lab.ts';
export { soapEnvelope } from './soap.ts';
export { soapOf } from './testing/soap.ts';
export { openStream } from './testing/stream.ts';
export type { Stream } from './testing/stream.ts';
export { planFleet } from './uem/fleet.ts';
export type { FleetDevice } from './uem/fleet.ts';
export { startNotices } from './uem/rest/notices.ts';
export type { Notices, NoticeTarget, SentNotice } from './uem/rest/notices.ts';
export { startUemApi } from './uem/rest/server.ts';
export type {
  UemApi,
  UemApiOptions,
  UemCredentials,
  UemFault,
  UemFaultRule,
  UemQuirks,
  UemRequest,
} from './uem/rest/types.ts';
export type { LabDevice, Uem, UemAction, UemEvent, UemOptions } from './uem/types.ts';
export { startUem } from './uem/uem.ts';
