import { escapeXml } from '../exchange/xml.ts';
import { soapEnvelope } from '../soap.ts';

export type Account = { readonly user: string; readonly password: string };

export function subscribePush(url: string, statusMinutes: number): string {
  return soapEnvelope(
    '<Subscribe><PushSubscriptionRequest><typ:FolderIds><typ:DistinguishedFolderId Id="inbox"/></typ:FolderIds>' +
      '<typ:EventTypes><typ:EventType>NewMailEvent</typ:EventType></typ:EventTypes>' +
      `<typ:StatusFrequency>${String(statusMinutes)}</typ:StatusFrequency>` +
      `<typ:URL>${escapeXml(url)}</typ:URL></PushSubscriptionRequest></Subscribe>`,
  );
}

/** Subject and sender, nothing else: all that a notification shows. */
export function getSubjectAndSender(itemId: string): string {
  return soapEnvelope(
    '<GetItem><ItemShape><typ:BaseShape>IdOnly</typ:BaseShape><typ:AdditionalProperties>' +
      '<typ:FieldURI FieldURI="item:Subject"/><typ:FieldURI FieldURI="message:From"/>' +
      `</typ:AdditionalProperties></ItemShape><ItemIds><typ:ItemId Id="${escapeXml(itemId)}"/></ItemIds></GetItem>`,
  );
}

export function notificationResult(status: 'OK' | 'Unsubscribe'): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
    '<SendNotificationResult xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">' +
    `<SubscriptionStatus>${status}</SubscriptionStatus></SendNotificationResult></s:Body></s:Envelope>`
  );
}
