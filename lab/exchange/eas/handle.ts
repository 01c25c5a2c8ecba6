import type { IncomingMessage } from 'node:http';
import { authenticate, unauthorized } from '../auth/authenticate.ts';
import type { Services } from '../ews/call.ts';
import { whole, type Answer } from '../http/answer.ts';
import type { Entry } from '../http/record.ts';
import type { Mailbox } from '../mailbox.ts';
import type { HeaderLine, LabUser } from '../types.ts';
import {
  folderSync,
  holdSeconds,
  pingAnswer,
  provision,
  settings,
  syncAnswer,
  type SyncState,
} from './commands.ts';
import { COMMAND_NAMES, readEasQuery, type EasQuery } from './query.ts';
import { decodeWbxml, type WbxmlNode } from './wbxml.ts';

/** Sync states by user and device; one per running Exchange. */
export type EasStates = Map<string, SyncState>;

const OPTIONS_HEADERS: readonly HeaderLine[] = [
  ['Allow', 'OPTIONS,POST'],
  ['Public', 'OPTIONS,POST'],
  ['MS-Server-ActiveSync', '15.2'],
  ['MS-ASProtocolVersions', '2.5,12.0,12.1,14.0,14.1,16.0,16.1'],
  ['MS-ASProtocolCommands', COMMAND_NAMES.join(',')],
  ['X-MS-RP', '2.5,12.0,12.1,14.0,14.1,16.0,16.1'],
];

/** `/Microsoft-Server-ActiveSync`. `signal` aborts when the client goes away. */
export async function handleEas(
  request: IncomingMessage,
  body: Buffer,
  entry: Entry,
  services: Services,
  states: EasStates,
  signal: AbortSignal,
): Promise<Answer> {
  const quirks = services.quirks();
  const [, rawQuery = ''] = /^[^?]*\??(.*)$/.exec(request.url ?? '') ?? [];
  const query = readEasQuery(rawQuery);
  entry.operation = request.method === 'OPTIONS' ? 'OPTIONS' : (query?.command ?? null);
  if (query !== null)
    entry.device = { id: query.deviceId, type: query.deviceType, user: query.user };
  const who = authenticate(request, services, quirks);
  if (!who.ok)
    return unauthorized(
      who.challenge === undefined ? quirks.easChallenges : [who.challenge],
      who.bearer,
    );
  entry.user = who.user.upn;
  entry.mailbox = who.user.upn;
  if (request.method === 'OPTIONS') return whole(200, null, '', OPTIONS_HEADERS);
  if (request.method !== 'POST') return whole(405, null, '', [['Allow', 'OPTIONS,POST']]);
  // [MS-ASHTTP] 2.2.2.1.1: no command at all is a bad request, an unknown one is not implemented.
  if (query === null) return whole(/(^|&)cmd=/i.test(rawQuery) ? 501 : 400, 'text/html', '');
  const answer = await run(query, decodeWbxml(body), who.user, services, states, signal);
  return answer.kind === 'whole'
    ? { ...answer, headers: [...(answer.headers ?? []), ['MS-Server-ActiveSync', '15.2']] }
    : answer;
}

async function run(
  query: EasQuery,
  body: WbxmlNode | null,
  user: LabUser,
  services: Services,
  states: EasStates,
  signal: AbortSignal,
): Promise<Answer> {
  const mailbox = services.mailboxOf(user);
  const state = stateOf(states, mailbox, `${user.upn}|${query.deviceId.toLowerCase()}`);
  const seconds = holdSeconds(query, body);
  if (seconds !== null) {
    services.polls.count += 1;
    await mailOr(seconds * services.quirks().msPerSecond, mailbox, state, signal);
    services.polls.count -= 1;
  }
  switch (query.command) {
    case 'FolderSync':
      return folderSync(state);
    case 'Sync':
      return syncAnswer(mailbox, state);
    case 'Ping':
      return pingAnswer(mailbox.arrived() > state.seen);
    case 'Provision':
      return provision();
    case 'Settings':
      return settings();
    case 'SendMail':
    case 'SmartReply':
    case 'SmartForward':
      return whole(200, null); // [MS-ASCMD] 2.2.1.17: an empty body means success
    default:
      return whole(501, null);
  }
}

function stateOf(states: EasStates, mailbox: Mailbox, key: string): SyncState {
  const known = states.get(key);
  if (known !== undefined) return known;
  // What lay there before the device's first call is no news to wake it for.
  const fresh = { seen: mailbox.arrived(), key: 0 };
  states.set(key, fresh);
  return fresh;
}

/** Not a byte until there is news, the time is over or the client has gone (facts: ews 4). */
function mailOr(
  ms: number,
  mailbox: Mailbox,
  state: SyncState,
  signal: AbortSignal,
): Promise<void> {
  if (mailbox.arrived() > state.seen || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = mailbox.listen((event) => {
      if (event.name === 'NewMailEvent') done();
    });
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
    signal.addEventListener('abort', done);
  });
}
