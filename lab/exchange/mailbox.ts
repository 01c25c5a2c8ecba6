import { createHash } from 'node:crypto';
import type { Random } from '../random.ts';
import type { LabUser, MailInput, MailItem } from './types.ts';

export type MailEventName = 'CreatedEvent' | 'NewMailEvent' | 'DeletedEvent';

export type MailEvent = {
  readonly name: MailEventName;
  readonly at: Date;
  readonly itemId: string;
  readonly changeKey: string;
  readonly folder: string;
};

export type Folder = {
  readonly id: string;
  readonly distinguished: string;
  readonly displayName: string;
};

export type Mailbox = {
  readonly owner: LabUser;
  readonly folders: readonly Folder[];
  /** By id or by distinguished name. */
  folder(key: string): Folder | undefined;
  /** Newest first. */
  items(folderId: string): readonly MailItem[];
  item(id: string): MailItem | undefined;
  /** Mails that arrived so far; what a long poll compares. */
  arrived(): number;
  add(folderId: string, mail: MailInput, isNewMail: boolean): MailItem;
  /** Returns the function that ends the listening. */
  listen(listener: (event: MailEvent) => void): () => void;
};

const FOLDERS: readonly (readonly [distinguished: string, displayName: string])[] = [
  ['msgfolderroot', 'Top of Information Store'],
  ['inbox', 'Inbox'],
  ['sentitems', 'Sent Items'],
  ['drafts', 'Drafts'],
  ['deleteditems', 'Deleted Items'],
  ['calendar', 'Calendar'],
  ['contacts', 'Contacts'],
];

const SUBJECTS = [
  'Minutes of the Monday meeting',
  'Invoice 4711',
  'Lunch on Thursday?',
  'Grüße aus Kraków',
  'Re: Offer for the <new> hall & yard',
  'Your parcel is on its way',
  'Quarterly figures',
];
const SENDERS = ['Berta Kern', 'Chao Lin', 'Dana Novák', 'Emre Yıldız', 'Faye Stone'];

/** Oldest items beyond this many per folder go, so that a long demo does not grow without end. */
const KEPT_ITEMS = 500;

export function createMailbox(owner: LabUser, random: Random, seedItems: number): Mailbox {
  const folders = FOLDERS.map(([distinguished, displayName]) => ({
    id: opaqueId(`${owner.upn}/${distinguished}`),
    distinguished,
    displayName,
  }));
  const items = new Map<string, MailItem>();
  const listeners = new Set<(event: MailEvent) => void>();
  let counter = 0;
  let arrived = 0;

  const add = (folderId: string, mail: MailInput, isNewMail: boolean): MailItem => {
    counter += 1;
    const item = newItem(owner, counter, folderId, mail, random);
    items.set(item.id, item);
    prune(items, folderId);
    if (isNewMail) arrived += 1;
    // Exchange reports a new mail twice: as created and as new.
    const names: readonly MailEventName[] = isNewMail
      ? ['CreatedEvent', 'NewMailEvent']
      : ['CreatedEvent'];
    for (const name of names) {
      const event = {
        name,
        at: item.receivedAt,
        itemId: item.id,
        changeKey: item.changeKey,
        folder: folderId,
      };
      for (const listener of [...listeners]) listener(event);
    }
    return item;
  };

  const folder = (key: string): Folder | undefined =>
    folders.find(({ id, distinguished }) => id === key || distinguished === key.toLowerCase());
  const inbox = folder('inbox');
  for (let index = 0; index < seedItems && inbox !== undefined; index += 1) add(inbox.id, {}, true);

  return {
    owner,
    folders,
    folder,
    items: (folderId) => [...items.values()].filter((item) => item.folder === folderId).reverse(),
    item: (id) => items.get(id),
    arrived: () => arrived,
    add,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function newItem(
  owner: LabUser,
  counter: number,
  folder: string,
  mail: MailInput,
  random: Random,
): MailItem {
  const name = random.pick(SENDERS);
  const subject = random.pick(SUBJECTS);
  const local = name
    .normalize('NFD')
    .replace(/[^A-Za-z]+/g, '.')
    .toLowerCase();
  const body = mail.body ?? `Sample message ${String(counter)}.`;
  return {
    id: opaqueId(`${owner.upn}/${String(counter)}`),
    changeKey: Buffer.from(`CQAAABYAAAD${String(counter)}`).toString('base64'),
    folder,
    subject: mail.subject ?? subject,
    from: mail.from ?? { name, email: `${local}@elsewhere.example` },
    body,
    receivedAt: new Date(),
    isRead: false,
    mimeBytes: mail.mimeBytes ?? 400 + Buffer.byteLength(body),
  };
}

function prune(items: Map<string, MailItem>, folderId: string): void {
  const inFolder = [...items.values()].filter((item) => item.folder === folderId);
  for (const item of inFolder.slice(0, Math.max(inFolder.length - KEPT_ITEMS, 0)))
    items.delete(item.id);
}

/** As long as a real one (about 150 characters of base64), the same in every run. */
function opaqueId(name: string): string {
  const parts = [0, 1, 2, 3].map((part) =>
    createHash('sha256')
      .update(`${name}/${String(part)}`)
      .digest(),
  );
  return `AAMk${Buffer.concat(parts).subarray(0, 108).toString('base64')}`;
}
