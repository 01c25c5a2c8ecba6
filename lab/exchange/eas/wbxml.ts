// WBXML 1.3 as ActiveSync uses it ([MS-ASWBXML]): header 03 01 6A 00, tags by code page, inline strings.

export type WbxmlTag = readonly [page: number, token: number];

export type WbxmlNode = {
  readonly tag: WbxmlTag;
  readonly children: readonly WbxmlNode[];
  readonly text: string | null;
};

const HEADER = Buffer.of(0x03, 0x01, 0x6a, 0x00);
const SWITCH_PAGE = 0x00;
const END = 0x01;
const STR_I = 0x03;
const OPAQUE = 0xc3;
const HAS_CONTENT = 0x40;

// [MS-ASWBXML] 2.1.2: the few tags that the lab speaks.
export const TAGS = {
  sync: [0, 0x05],
  add: [0, 0x07],
  syncKey: [0, 0x0b],
  serverId: [0, 0x0d],
  status: [0, 0x0e],
  collection: [0, 0x0f],
  collectionId: [0, 0x12],
  commands: [0, 0x16],
  collections: [0, 0x1c],
  applicationData: [0, 0x1d],
  wait: [0, 0x24],
  syncHeartbeat: [0, 0x29],
  subject: [2, 0x14],
  from: [2, 0x18],
  hierarchyAdd: [7, 0x0f],
  displayName: [7, 0x07],
  folderServerId: [7, 0x08],
  parentId: [7, 0x09],
  folderType: [7, 0x0a],
  folderStatus: [7, 0x0c],
  changes: [7, 0x0e],
  folderSyncKey: [7, 0x12],
  folderSync: [7, 0x16],
  count: [7, 0x17],
  ping: [13, 0x05],
  pingStatus: [13, 0x07],
  heartbeatInterval: [13, 0x08],
  pingFolders: [13, 0x09],
  pingFolder: [13, 0x0a],
  pingId: [13, 0x0b],
  pingClass: [13, 0x0c],
  provision: [14, 0x05],
  policies: [14, 0x06],
  policy: [14, 0x07],
  policyType: [14, 0x08],
  policyKey: [14, 0x09],
  provisionStatus: [14, 0x0b],
  settings: [18, 0x05],
  settingsStatus: [18, 0x06],
} as const satisfies Record<string, WbxmlTag>;

export function node(
  tag: WbxmlTag,
  content: string | number | readonly WbxmlNode[] = [],
): WbxmlNode {
  return typeof content === 'object'
    ? { tag, children: content, text: null }
    : { tag, children: [], text: String(content) };
}

export function encodeWbxml(root: WbxmlNode): Buffer {
  const parts: Buffer[] = [HEADER];
  let page = 0;
  const write = ({ tag, children, text }: WbxmlNode): void => {
    if (tag[0] !== page) {
      page = tag[0];
      parts.push(Buffer.of(SWITCH_PAGE, page));
    }
    const isEmpty = children.length === 0 && text === null;
    parts.push(Buffer.of(isEmpty ? tag[1] : tag[1] | HAS_CONTENT));
    if (isEmpty) return;
    if (text !== null) parts.push(Buffer.of(STR_I), Buffer.from(text, 'utf8'), Buffer.of(0));
    children.forEach(write);
    parts.push(Buffer.of(END));
  };
  write(root);
  return Buffer.concat(parts);
}

/** Null where the bytes are no WBXML of this kind (string tables and attributes are not used by ActiveSync). */
export function decodeWbxml(bytes: Buffer): WbxmlNode | null {
  if (!bytes.subarray(0, HEADER.length).equals(HEADER)) return null;
  const reader = { bytes, at: HEADER.length, page: 0 };
  const root = readNodes(reader, 0)?.nodes[0];
  return root ?? null;
}

type Reader = { readonly bytes: Buffer; at: number; page: number };
type Content = { readonly nodes: readonly WbxmlNode[]; readonly text: string | null };

function readNodes(reader: Reader, depth: number): Content | null {
  const nodes: WbxmlNode[] = [];
  let text: string | null = null;
  while (reader.at < reader.bytes.length && depth < 50) {
    const code = reader.bytes[reader.at++] ?? END;
    if (code === END) return { nodes, text };
    if (code === SWITCH_PAGE) reader.page = reader.bytes[reader.at++] ?? 0;
    else if (code === STR_I) text = readString(reader);
    else if (code === OPAQUE) reader.at += 1 + (reader.bytes[reader.at] ?? 0);
    else {
      const tag: WbxmlTag = [reader.page, code & 0x3f];
      const content =
        (code & HAS_CONTENT) === 0 ? { nodes: [], text: null } : readNodes(reader, depth + 1);
      if (content === null) return null;
      nodes.push({ tag, children: content.nodes, text: content.text });
    }
  }
  return depth === 0 ? { nodes, text } : null;
}

function readString(reader: Reader): string {
  const end = reader.bytes.indexOf(0, reader.at);
  const stop = end < 0 ? reader.bytes.length : end;
  const text = reader.bytes.toString('utf8', reader.at, stop);
  reader.at = stop + 1;
  return text;
}

/** Text of the first element with that tag, anywhere below or at `root`. */
export function wbxmlText(root: WbxmlNode | null, tag: WbxmlTag): string | null {
  if (root === null) return null;
  if (root.tag[0] === tag[0] && root.tag[1] === tag[1]) return root.text;
  for (const candidate of root.children) {
    const found = wbxmlText(candidate, tag);
    if (found !== null) return found;
  }
  return null;
}
