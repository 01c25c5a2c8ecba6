// The two forms of an ActiveSync request-target (facts: ews 4).

export type EasQuery = {
  readonly command: string;
  readonly deviceId: string;
  readonly deviceType: string;
  /** Absent in most base64 queries: then it is the authenticated user. */
  readonly user: string | null;
  readonly policyKey: string | null;
};

// [MS-ASHTTP] 2.2.1.1.1.1.2: codes of the base64 form.
const COMMANDS: readonly (readonly [code: number, command: string])[] = [
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
];

export const COMMAND_NAMES = COMMANDS.map(([, command]) => command);

/** Null for anything that is neither form: no command, no device, cut off, bytes left over. */
export function readEasQuery(rawQuery: string): EasQuery | null {
  const isBase64 = !/(^|&)cmd=/i.test(rawQuery) && /^[A-Za-z0-9+/]+={0,2}$/.test(rawQuery);
  return isBase64 ? readBase64(Buffer.from(rawQuery, 'base64')) : readPlain(rawQuery);
}

function readPlain(rawQuery: string): EasQuery | null {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value);
  }
  const command = COMMAND_NAMES.find(
    (name) => name.toLowerCase() === values.get('cmd')?.toLowerCase(),
  );
  const deviceId = values.get('deviceid');
  const deviceType = values.get('devicetype');
  if (command === undefined || !deviceId || !deviceType) return null;
  return { command, deviceId, deviceType, user: values.get('user') ?? null, policyKey: null };
}

function readBase64(bytes: Buffer): EasQuery | null {
  let at = 4; // version, command, locale
  const take = (): Buffer | null => {
    const length = bytes[at];
    if (length === undefined || at + 1 + length > bytes.length) return null;
    const value = bytes.subarray(at + 1, at + 1 + length);
    at += 1 + length;
    return value;
  };
  const command = COMMANDS.find(([code]) => code === bytes[1])?.[1];
  const [deviceId, policyKey, deviceType] = [take(), take(), take()];
  if (command === undefined || !deviceId?.length || policyKey === null || deviceType === null)
    return null;
  let user: string | null = null;
  while (at < bytes.length) {
    const tag = bytes[at];
    at += 1;
    const value = take();
    if (value === null) return null;
    if (tag === 8) user = value.toString('utf8');
  }
  return {
    command,
    deviceId: deviceIdOf(deviceId),
    deviceType: deviceType.toString('latin1'),
    user,
    policyKey: policyKey.length === 4 ? String(policyKey.readUInt32LE()) : null,
  };
}

/** A string as it is, raw GUID bytes in hexadecimal. */
function deviceIdOf(bytes: Buffer): string {
  return bytes.every((byte) => byte > 0x20 && byte < 0x7f)
    ? bytes.toString('latin1')
    : bytes.toString('hex');
}

/** The base64 form that a client writes; the lab's devices use it. */
export function writeBase64Query(query: EasQuery, protocolVersion = 141): string {
  const code = COMMANDS.find(([, command]) => command === query.command)?.[0] ?? 0;
  const field = (value: Buffer): Buffer => Buffer.concat([Buffer.of(value.length), value]);
  const key = Buffer.alloc(query.policyKey === null ? 0 : 4);
  if (query.policyKey !== null) key.writeUInt32LE(Number(query.policyKey));
  return Buffer.concat([
    Buffer.of(protocolVersion, code, 0x09, 0x04),
    field(Buffer.from(query.deviceId, 'latin1')),
    field(key),
    field(Buffer.from(query.deviceType, 'latin1')),
    ...(query.user === null ? [] : [Buffer.of(8), field(Buffer.from(query.user, 'utf8'))]),
  ]).toString('base64');
}
