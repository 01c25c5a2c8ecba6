/**
 * The smallest ActiveSync answer: a command's own element with one `Status` in it.
 * Code pages and tokens are those of [MS-ASWBXML] 2.1.2.1.
 */

interface Tokens {
  readonly page: number;
  readonly element: number;
  readonly status: number;
}

const tokensOf = {
  Sync: { page: 0, element: 0x05, status: 0x0e },
  MoveItems: { page: 5, element: 0x05, status: 0x0b },
  GetItemEstimate: { page: 6, element: 0x05, status: 0x0e },
  FolderCreate: { page: 7, element: 0x13, status: 0x0c },
  FolderDelete: { page: 7, element: 0x14, status: 0x0c },
  FolderUpdate: { page: 7, element: 0x15, status: 0x0c },
  FolderSync: { page: 7, element: 0x16, status: 0x0c },
  MeetingResponse: { page: 8, element: 0x07, status: 0x0b },
  ResolveRecipients: { page: 10, element: 0x05, status: 0x07 },
  Ping: { page: 13, element: 0x05, status: 0x07 },
  Provision: { page: 14, element: 0x05, status: 0x0b },
  Search: { page: 15, element: 0x05, status: 0x0c },
  Settings: { page: 18, element: 0x05, status: 0x06 },
  ItemOperations: { page: 20, element: 0x05, status: 0x0d },
  SendMail: { page: 21, element: 0x05, status: 0x12 },
  SmartForward: { page: 21, element: 0x06, status: 0x12 },
  SmartReply: { page: 21, element: 0x07, status: 0x12 },
} satisfies Readonly<Record<string, Tokens>>;
/** A map: the command comes from the network and must not reach Object.prototype. */
const tokens: ReadonlyMap<string, Tokens> = new Map(Object.entries(tokensOf));
/** The commands whose answer has such a status. */
export const wbxmlCommands: readonly string[] = [...tokens.keys()];

/** Version 1.3, unknown public id, UTF-8, empty string table. */
const header = [0x03, 0x01, 0x6a, 0x00];
const switchPage = 0x00;
const hasContent = 0x40;
const inlineString = 0x03;
const end = 0x01;

/** Null for a command whose answer has no such status. */
export function wbxmlStatus(command: string | null, status: number): Buffer | null {
  const found = command === null ? undefined : tokens.get(command);
  if (found === undefined) return null;
  const text = [inlineString, ...Buffer.from(String(status)), 0x00];
  const body = [found.element | hasContent, found.status | hasContent, ...text, end, end];
  const page = found.page === 0 ? [] : [switchPage, found.page];
  return Buffer.from([...header, ...page, ...body]);
}
