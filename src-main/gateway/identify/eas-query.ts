/**
 * Who and what an ActiveSync request names in its query: parameters, or one base64 string
 * ([MS-ASHTTP] 2.2.1.1.1; facts: ews 4). Whatever two readers could read differently is refused.
 */

export interface EasQuery {
  /** `Sync`, `Ping`, ...; null when absent (OPTIONS) or unknown to the table. */
  readonly command: string | null;
  readonly user: string | null;
  readonly deviceId: string | null;
  readonly deviceType: string | null;
  /** Protocol version of the base64 form as `14.1`, null in the plain form. */
  readonly version: string | null;
}

export type EasQueryResult =
  { readonly ok: true; readonly query: EasQuery } | { readonly ok: false; readonly text: string };

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const commandName = /^[A-Za-z]{1,32}$/;

const printable = /^[^\u0000-\u001f\u007f-\u009f]{1,256}$/;

/** [MS-ASHTTP] 2.2.1.1.1.2: command codes. */
const commands: ReadonlyMap<number, string> = new Map([
  [0, 'Sync'],
  [1, 'SendMail'],
  [2, 'SmartForward'],
  [3, 'SmartReply'],
  [4, 'GetAttachment'],
  [9, 'FolderSync'],
  [10, 'FolderCreate'],
  [11, 'FolderDelete'],
  [12, 'FolderUpdate'],
  [13, 'MoveItems'],
  [14, 'GetItemEstimate'],
  [15, 'MeetingResponse'],
  [16, 'Search'],
  [17, 'Settings'],
  [18, 'Ping'],
  [19, 'ItemOperations'],
  [20, 'Provision'],
  [21, 'ResolveRecipients'],
  [22, 'ValidateCert'],
  [23, 'Find'],
]);
/** Exchange regards no letter case (facts: ews 4), and time limits and answers depend on the name. */
const spellings: ReadonlyMap<string, string> = new Map(
  [...commands.values()].map((name) => [name.toLowerCase(), name]),
);
const versions: ReadonlySet<number> = new Set([121, 140, 141, 160, 161]);
const userTag = 8;

export function readEasQuery(query: string | null): EasQueryResult {
  if (query === null || query === '') {
    return {
      ok: true,
      query: { command: null, user: null, deviceId: null, deviceType: null, version: null },
    };
  }
  const encoded = query.replaceAll(/%2b/gi, '+').replaceAll(/%2f/gi, '/').replaceAll(/%3d/gi, '=');
  return base64.test(encoded) ? readEncoded(Buffer.from(encoded, 'base64')) : readPlain(query);
}

function readPlain(query: string): EasQueryResult {
  const found = new Map<string, string>();
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals))?.toLowerCase();
    const value = decode(equals < 0 ? '' : part.slice(equals + 1));
    if (name === undefined || value === undefined) return refuse('is not percent-encoded UTF-8');
    // Gateway and Exchange could each pick another one.
    if (found.has(name)) return refuse(`names ${wellKnown.has(name) ? name : 'a parameter'} twice`);
    found.set(name, value);
  }
  const sent = found.get('cmd') ?? null;
  const command = sent === null ? null : (spellings.get(sent.toLowerCase()) ?? sent);
  if (command !== null && !commandName.test(command)) return refuse('has a malformed Cmd');
  for (const name of ['user', 'deviceid', 'devicetype']) {
    const value = found.get(name);
    if (value !== undefined && !printable.test(value)) return refuse(`has a malformed ${name}`);
  }
  return {
    ok: true,
    query: {
      command,
      user: found.get('user') ?? null,
      deviceId: found.get('deviceid') ?? null,
      deviceType: found.get('devicetype') ?? null,
      version: null,
    },
  };
}

const wellKnown: ReadonlySet<string> = new Set(['cmd', 'user', 'deviceid', 'devicetype']);

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function readEncoded(bytes: Buffer): EasQueryResult {
  const reader = new Reader(bytes);
  const version = reader.byte();
  const command = reader.byte();
  reader.take(2); // locale
  const deviceId = reader.counted();
  const policyKey = reader.counted();
  const deviceType = reader.counted();
  if (version === null || command === null || deviceId === null || deviceType === null) {
    return refuse('ends too early');
  }
  if (!versions.has(version)) return refuse('has an unknown protocol version');
  if (deviceId.length === 0) return refuse('has an empty device id');
  if (policyKey === null || (policyKey.length !== 0 && policyKey.length !== 4)) {
    return refuse('has a malformed policy key');
  }
  const tags = readTags(reader);
  if (!tags.ok) return tags;
  return {
    ok: true,
    query: {
      command: commands.get(command) ?? null,
      user: tags.user,
      deviceId: deviceIdOf(deviceId),
      deviceType: deviceType.length === 0 ? null : deviceType.toString('latin1'),
      version: (version / 10).toFixed(1),
    },
  };
}

function readTags(
  reader: Reader,
):
  | { readonly ok: true; readonly user: string | null }
  | { readonly ok: false; readonly text: string } {
  let user: string | null = null;
  while (!reader.atEnd()) {
    const tag = reader.byte();
    const value = reader.counted();
    if (tag === null || value === null) return refuse('ends in the middle of a parameter');
    if (tag !== userTag) continue;
    if (user !== null) return refuse('names the user twice');
    user = value.toString('utf8');
    if (!printable.test(user)) return refuse('has a malformed user');
  }
  return { ok: true, user };
}

/** The id is text or the raw bytes of a GUID; the latter are named by their lower-case hex (facts: ews 4). */
function deviceIdOf(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return /^[\x21-\x7e]+$/.test(text) ? text : bytes.toString('hex');
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }
  byte(): number | null {
    return this.take(1)?.[0] ?? null;
  }
  take(length: number): Buffer | null {
    if (this.#at + length > this.#bytes.length) return null;
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }
  /** A length byte, then as many bytes. */
  counted(): Buffer | null {
    const length = this.byte();
    return length === null ? null : this.take(length);
  }
}

function refuse(what: string): { readonly ok: false; readonly text: string } {
  return { ok: false, text: `The ActiveSync query ${what}.` };
}
