import { whole, type Answer } from '../http/answer.ts';
import type { Mailbox } from '../mailbox.ts';
import type { EasQuery } from './query.ts';
import { encodeWbxml, node, TAGS, wbxmlText, type WbxmlNode } from './wbxml.ts';

const CONTENT_TYPE = 'application/vnd.ms-sync.wbxml';
/** Folder types of [MS-ASCMD] 2.2.3.186.3; ids as Exchange numbers them. */
const FOLDERS = [
  { id: '5', name: 'Inbox', type: 2 },
  { id: '3', name: 'Drafts', type: 3 },
  { id: '4', name: 'Deleted Items', type: 4 },
  { id: '6', name: 'Sent Items', type: 5 },
] as const;
export const INBOX_ID = '5';

/** How far a device has read a mailbox. */
export type SyncState = { seen: number; key: number };

export function wbxml(root: WbxmlNode): Answer {
  return whole(200, CONTENT_TYPE, encodeWbxml(root));
}

export function folderSync(state: SyncState): Answer {
  state.key += 1;
  const adds = FOLDERS.map(({ id, name, type }) =>
    node(TAGS.hierarchyAdd, [
      node(TAGS.folderServerId, id),
      node(TAGS.parentId, '0'),
      node(TAGS.displayName, name),
      node(TAGS.folderType, type),
    ]),
  );
  return wbxml(
    node(TAGS.folderSync, [
      node(TAGS.folderStatus, 1),
      node(TAGS.folderSyncKey, state.key),
      node(TAGS.changes, [node(TAGS.count, adds.length), ...adds]),
    ]),
  );
}

/** What arrived since the device's last Sync. Empty body when nothing did, as Exchange answers. */
export function syncAnswer(mailbox: Mailbox, state: SyncState): Answer {
  const fresh = mailbox.arrived() - state.seen;
  if (fresh <= 0 && state.key > 1) return whole(200, null);
  const inbox = mailbox.folder('inbox');
  const items = inbox === undefined ? [] : mailbox.items(inbox.id).slice(0, Math.min(fresh, 25));
  state.seen = mailbox.arrived();
  state.key += 1;
  const adds = items.map((item, index) =>
    node(TAGS.add, [
      node(TAGS.serverId, `${INBOX_ID}:${String(state.seen - index)}`),
      node(TAGS.applicationData, [
        node(TAGS.subject, item.subject),
        node(TAGS.from, item.from.email),
      ]),
    ]),
  );
  const collection = node(TAGS.collection, [
    node(TAGS.syncKey, state.key),
    node(TAGS.collectionId, INBOX_ID),
    node(TAGS.status, 1),
    ...(adds.length === 0 ? [] : [node(TAGS.commands, adds)]),
  ]);
  return wbxml(node(TAGS.sync, [node(TAGS.collections, [collection])]));
}

/** Status 1: nothing came; 2: look into these folders ([MS-ASCMD] 2.2.3.177.12). */
export function pingAnswer(hasChanges: boolean): Answer {
  const folders = node(TAGS.pingFolders, [node(TAGS.pingFolder, INBOX_ID)]);
  return wbxml(
    node(TAGS.ping, [node(TAGS.pingStatus, hasChanges ? 2 : 1), ...(hasChanges ? [folders] : [])]),
  );
}

/** Accepts every policy: enough for a client to get its policy key. */
export function provision(): Answer {
  const policy = node(TAGS.policy, [
    node(TAGS.policyType, 'MS-EAS-Provisioning-WBXML'),
    node(TAGS.provisionStatus, 1),
    node(TAGS.policyKey, '1307199584'),
  ]);
  return wbxml(
    node(TAGS.provision, [node(TAGS.provisionStatus, 1), node(TAGS.policies, [policy])]),
  );
}

export function settings(): Answer {
  return wbxml(node(TAGS.settings, [node(TAGS.settingsStatus, 1)]));
}

/** Protocol seconds that the request wants to hang; null: not at all. */
export function holdSeconds(query: EasQuery, body: WbxmlNode | null): number | null {
  switch (query.command) {
    case 'Ping':
      return Number(wbxmlText(body, TAGS.heartbeatInterval) ?? 470);
    case 'Sync': {
      const seconds = wbxmlText(body, TAGS.syncHeartbeat);
      const minutes = wbxmlText(body, TAGS.wait);
      return seconds !== null ? Number(seconds) : minutes !== null ? Number(minutes) * 60 : null;
    }
    default:
      return null;
  }
}
