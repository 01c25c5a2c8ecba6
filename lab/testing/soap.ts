import { soapEnvelope } from '../soap.ts';

export type Account = { readonly user: string; readonly password: string };

const INBOX = '<typ:FolderIds><typ:DistinguishedFolderId Id="inbox"/></typ:FolderIds>';
const NEW_MAIL = '<typ:EventTypes><typ:EventType>NewMailEvent</typ:EventType></typ:EventTypes>';

export const soapOf = {
  findItem: (impersonated?: string): string =>
    soapEnvelope(
      '<FindItem Traversal="Shallow"><ItemShape><typ:BaseShape>IdOnly</typ:BaseShape></ItemShape>' +
        '<IndexedPageItemView MaxEntriesReturned="10" Offset="0" BasePoint="Beginning"/>' +
        '<ParentFolderIds><typ:DistinguishedFolderId Id="inbox"/></ParentFolderIds></FindItem>',
      impersonated,
    ),
  getItem: (id: string, mime = false): string =>
    soapEnvelope(
      `<GetItem><ItemShape><typ:BaseShape>Default</typ:BaseShape>` +
        `<typ:IncludeMimeContent>${String(mime)}</typ:IncludeMimeContent></ItemShape>` +
        `<ItemIds><typ:ItemId Id="${id}"/></ItemIds></GetItem>`,
    ),
  subscribe: (kind: 'Streaming' | 'Pull', folders = INBOX): string =>
    soapEnvelope(
      `<Subscribe><${kind}SubscriptionRequest>${folders}${NEW_MAIL}` +
        `${kind === 'Pull' ? '<typ:Timeout>10</typ:Timeout>' : ''}</${kind}SubscriptionRequest></Subscribe>`,
    ),
  subscribePush: (url: string, statusMinutes = 30): string =>
    soapEnvelope(
      `<Subscribe><PushSubscriptionRequest>${INBOX}${NEW_MAIL}` +
        `<typ:StatusFrequency>${String(statusMinutes)}</typ:StatusFrequency>` +
        `<typ:URL>${url}</typ:URL></PushSubscriptionRequest></Subscribe>`,
    ),
  getStreamingEvents: (ids: readonly string[], minutes: number): string =>
    soapEnvelope(
      `<GetStreamingEvents><SubscriptionIds>${ids.map((id) => `<typ:SubscriptionId>${id}</typ:SubscriptionId>`).join('')}` +
        `</SubscriptionIds><ConnectionTimeout>${String(minutes)}</ConnectionTimeout></GetStreamingEvents>`,
    ),
  getEvents: (id: string, watermark: string): string =>
    soapEnvelope(
      `<GetEvents><SubscriptionId>${id}</SubscriptionId><Watermark>${watermark}</Watermark></GetEvents>`,
    ),
  unsubscribe: (id: string): string =>
    soapEnvelope(`<Unsubscribe><SubscriptionId>${id}</SubscriptionId></Unsubscribe>`),
};
