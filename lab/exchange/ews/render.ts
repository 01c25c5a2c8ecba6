import type { Folder, Mailbox, MailEvent } from '../mailbox.ts';
import type { MailItem } from '../types.ts';
import { escapeXml } from '../xml.ts';

export type ItemParts = { readonly body: boolean; readonly mime: boolean };

export function itemXml(item: MailItem, parts: ItemParts): string {
  const mime = parts.mime
    ? `<t:MimeContent CharacterSet="UTF-8">${mimeOf(item)}</t:MimeContent>`
    : '';
  const body = parts.body ? `<t:Body BodyType="Text">${escapeXml(item.body)}</t:Body>` : '';
  const when = instant(item.receivedAt);
  return (
    `<t:Message>${mime}<t:ItemId Id="${item.id}" ChangeKey="${item.changeKey}"/>` +
    `<t:ParentFolderId Id="${item.folder}" ChangeKey="AQAAAA=="/>` +
    `<t:ItemClass>IPM.Note</t:ItemClass><t:Subject>${escapeXml(item.subject)}</t:Subject>` +
    `<t:Sensitivity>Normal</t:Sensitivity>${body}<t:DateTimeReceived>${when}</t:DateTimeReceived>` +
    `<t:Size>${String(item.mimeBytes)}</t:Size><t:Importance>Normal</t:Importance>` +
    `<t:DateTimeSent>${when}</t:DateTimeSent><t:HasAttachments>false</t:HasAttachments>` +
    `<t:From><t:Mailbox><t:Name>${escapeXml(item.from.name)}</t:Name>` +
    `<t:EmailAddress>${escapeXml(item.from.email)}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>` +
    `</t:Mailbox></t:From><t:IsRead>${String(item.isRead)}</t:IsRead></t:Message>`
  );
}

/** `mimeBytes` bytes of mail as base64. Line by line would be honest; one repeated line is quicker. */
function mimeOf(item: MailItem): string {
  const head =
    `From: ${item.from.email}\r\nSubject: sample\r\nDate: ${item.receivedAt.toUTCString()}\r\n` +
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${item.body}\r\n`;
  return Buffer.alloc(Math.max(item.mimeBytes, 1), head).toString('base64');
}

export function folderXml(mailbox: Mailbox, folder: Folder): string {
  const items = mailbox.items(folder.id);
  const unread = items.filter((item) => !item.isRead).length;
  return (
    `<t:Folder><t:FolderId Id="${folder.id}" ChangeKey="AQAAAA=="/>` +
    `<t:DisplayName>${escapeXml(folder.displayName)}</t:DisplayName>` +
    `<t:TotalCount>${String(items.length)}</t:TotalCount><t:ChildFolderCount>0</t:ChildFolderCount>` +
    `<t:UnreadCount>${String(unread)}</t:UnreadCount></t:Folder>`
  );
}

/** Watermarks belong to pull and push only; the events of a stream carry none. */
export function eventXml(event: MailEvent, watermark: string | null): string {
  return (
    `<t:${event.name}>${watermarkXml(watermark)}<t:TimeStamp>${instant(event.at)}</t:TimeStamp>` +
    `<t:ItemId Id="${event.itemId}" ChangeKey="${event.changeKey}"/>` +
    `<t:ParentFolderId Id="${event.folder}" ChangeKey="AQAAAA=="/></t:${event.name}>`
  );
}

export function statusEventXml(watermark: string): string {
  return `<t:StatusEvent>${watermarkXml(watermark)}</t:StatusEvent>`;
}

function watermarkXml(watermark: string | null): string {
  return watermark === null ? '' : `<t:Watermark>${watermark}</t:Watermark>`;
}

/** Exchange writes whole seconds. */
export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
