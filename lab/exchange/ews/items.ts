import type { Answer } from '../http/answer.ts';
import type { Folder, Mailbox } from '../mailbox.ts';
import { child, descend, find, findAll, textOf, type XmlElement } from '../xml.ts';
import type { Call } from './call.ts';
import { folderXml, itemXml } from './render.ts';
import { answer, type ResponseMessage } from './soap.ts';

export function findItem({ soap, mailbox }: Call): Answer {
  const view = find(soap.element, 'IndexedPageItemView');
  const offset = Number(view?.attributes.get('Offset') ?? 0);
  const size = Number(view?.attributes.get('MaxEntriesReturned') ?? 1000);
  const messages = foldersIn(child(soap.element, 'ParentFolderIds'), mailbox).map(
    (folder): ResponseMessage => {
      if (folder === undefined) return FOLDER_NOT_FOUND;
      const all = mailbox.items(folder.id);
      const page = all.slice(offset, offset + size);
      const next = offset + page.length;
      const items = page.map((item) => itemXml(item, { body: false, mime: false })).join('');
      return {
        ok: true,
        inner:
          `<m:RootFolder IndexedPagingOffset="${String(next)}" TotalItemsInView="${String(all.length)}" ` +
          `IncludesLastItemInRange="${String(next >= all.length)}"><t:Items>${items}</t:Items></m:RootFolder>`,
      };
    },
  );
  return answer('FindItem', messages);
}

export function getItem({ soap, mailbox }: Call): Answer {
  const shape = child(soap.element, 'ItemShape');
  const parts = {
    body: textOf(child(shape, 'BaseShape')) !== 'IdOnly' || asksForBody(shape),
    mime: textOf(child(shape, 'IncludeMimeContent')) === 'true',
  };
  const ids = findAll(child(soap.element, 'ItemIds'), 'ItemId');
  const messages = ids.map((element): ResponseMessage => {
    const item = mailbox.item(element.attributes.get('Id') ?? '');
    return item === undefined
      ? {
          ok: false,
          code: 'ErrorItemNotFound',
          text: 'The specified object was not found in the store.',
          inner: '<m:Items/>',
        }
      : { ok: true, inner: `<m:Items>${itemXml(item, parts)}</m:Items>` };
  });
  return answer('GetItem', messages);
}

export function getFolder({ soap, mailbox }: Call): Answer {
  const messages = foldersIn(child(soap.element, 'FolderIds'), mailbox).map(
    (folder): ResponseMessage =>
      folder === undefined
        ? FOLDER_NOT_FOUND
        : { ok: true, inner: `<m:Folders>${folderXml(mailbox, folder)}</m:Folders>` },
  );
  return answer('GetFolder', messages);
}

/** Saves a message where it is told to, by default in Drafts. It is not sent to anybody. */
export function createItem({ soap, mailbox }: Call): Answer {
  const disposition = soap.element.attributes.get('MessageDisposition') ?? 'SaveOnly';
  const fallback = mailbox.folder(disposition === 'SaveOnly' ? 'drafts' : 'sentitems');
  const folder = foldersIn(child(soap.element, 'SavedItemFolderId'), mailbox)[0] ?? fallback;
  const drafts = child(soap.element, 'Items')?.children ?? [];
  const messages = drafts.map((draft): ResponseMessage => {
    if (folder === undefined) return FOLDER_NOT_FOUND;
    const subject = textOf(child(draft, 'Subject')) ?? '';
    const body = textOf(child(draft, 'Body')) ?? '';
    const from = { name: mailbox.owner.displayName, email: mailbox.owner.smtp };
    const item = mailbox.add(folder.id, { subject, body, from }, false);
    return {
      ok: true,
      inner: `<m:Items><t:Message><t:ItemId Id="${item.id}" ChangeKey="${item.changeKey}"/></t:Message></m:Items>`,
    };
  });
  return answer('CreateItem', messages);
}

const FOLDER_NOT_FOUND: ResponseMessage = {
  ok: false,
  code: 'ErrorFolderNotFound',
  text: 'The specified folder could not be found in the store.',
};

export function foldersIn(
  element: XmlElement | undefined,
  mailbox: Mailbox,
): readonly (Folder | undefined)[] {
  return (element?.children ?? [])
    .filter(({ name }) => name === 'FolderId' || name === 'DistinguishedFolderId')
    .map((id) => mailbox.folder(id.attributes.get('Id') ?? ''));
}

function asksForBody(shape: XmlElement | undefined): boolean {
  const extra = descend(shape, 'AdditionalProperties')?.children ?? [];
  return extra.some((field) => field.attributes.get('FieldURI') === 'item:Body');
}
