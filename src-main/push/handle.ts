/** One push: who, then what. Nothing is read of a body before everything that the head says is right. */
import { judgeHead } from '../gateway/head.ts';
import { plainAddress } from '../gateway/identify/addresses.ts';
import type { ServerExchange } from '../http/exchange.ts';
import { firstValue, valuesOf } from '../http/fields.ts';
import { isError } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import { accept, refuse } from './answer.ts';
import type { Changes } from './changes.ts';
import type { Counter } from './counts.ts';
import type { Hints } from './hints.ts';
import { readMessage } from './message.ts';
import type { PushMessage } from './message.ts';
import { refused } from './refusal.ts';
import type { Refused } from './refusal.ts';
import type { Asked, Begun } from './sign-in.ts';
import { signatureFields } from './signature.ts';

export const PUSH_PATH = '/push';
const LONGEST_BODY = 64 * 1024;

export interface Handling {
  readonly changes: Changes;
  readonly hints: Hints;
  readonly counter: Counter;
  readonly log: Log;
  readonly now: () => Date;
  readonly mayAsk: (address: string) => boolean;
  /** True once per address, reason and minute. */
  readonly mayWarn: (name: string) => boolean;
  /** By the settings in force. */
  readonly signIn: (asked: Omit<Asked, 'certified'>, socket: object) => Begun | Refused;
}

export function handle(exchange: ServerExchange, handling: Handling): void {
  const begun = judge(exchange, handling);
  if (!begun.ok) {
    say(exchange, handling, begun, true);
    return;
  }
  // Nobody who waits for it has it before he is known (RFC 9110 10.1.1).
  if (exchange.awaitsContinue) exchange.sendContinue();
  readBody(exchange, (body) => {
    if (body === null) {
      say(exchange, handling, refused('length'), true);
      return;
    }
    const signedIn = begun.finish(body);
    if (!signedIn.ok) say(exchange, handling, signedIn, false);
    else if (exchange.head.method === 'GET') {
      handling.counter.accept('test', handling.now().getTime());
      accept(exchange, 200, { ok: true });
    } else take(exchange, handling, body, begun.mayChange);
  });
}

/** By the head alone. */
function judge(exchange: ServerExchange, handling: Handling): Begun | Refused {
  const { head, connection } = exchange;
  if (!handling.mayAsk(addressOf(exchange))) return refused('rate');
  if (judgeHead(head, signatureFields) !== null) return refused('head');
  if (head.target !== PUSH_PATH) return refused('path');
  if (head.method !== 'POST' && head.method !== 'GET') return refused('method');
  if (head.method === 'POST' && !isJson(exchange)) return refused('type');
  if (Number(firstValue(head.lines, 'content-length') ?? 0) > LONGEST_BODY)
    return refused('length');
  const asked = { lines: head.lines, now: () => handling.now().getTime() };
  return handling.signIn(asked, connection.socket);
}

function isJson({ head: { lines } }: ServerExchange): boolean {
  const [type = ''] = valuesOf(lines, 'content-type');
  const isPlain = /^application\/json(?: *; *charset="?utf-8"?)?$/i.test(type);
  return isPlain && firstValue(lines, 'content-encoding') === null;
}

/** `whole`: once, with null when it is longer than any may be. */
function readBody(exchange: ServerExchange, whole: (body: Buffer | null) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  exchange.read({
    data: (part) => {
      if (length > LONGEST_BODY) return;
      length += part.length;
      if (length <= LONGEST_BODY) parts.push(part);
      else whole(null);
    },
    end: () => {
      if (length <= LONGEST_BODY) whole(Buffer.concat(parts));
    },
  });
}

function take(
  exchange: ServerExchange,
  handling: Handling,
  body: Buffer,
  mayChange: boolean,
): void {
  const read = readMessage(body);
  if (!read.ok) {
    say(exchange, handling, read, false);
    return;
  }
  const { message } = read;
  if (message.kind === 'notice') {
    handling.counter.accept('notice', handling.now().getTime());
    handling.hints.put();
    accept(exchange, 202, { ok: true });
  } else if (mayChange) change(exchange, handling, message);
  else say(exchange, handling, refused('rights'), false);
}

function change(
  exchange: ServerExchange,
  handling: Handling,
  message: Extract<PushMessage, { readonly kind: 'records' }>,
): void {
  const { changes, counter, log, now } = handling;
  const coming = changes.put(message);
  if (coming === null) {
    say(exchange, handling, refused('busy'), false);
    return;
  }
  coming.then(
    (result) => {
      if (!result.ok) {
        const problems = result.problems.filter(isError).map(({ message: text }) => text);
        say(exchange, handling, refused('directory', problems), false);
        return;
      }
      counter.accept('records', now().getTime());
      const { devices, removed } = message;
      accept(exchange, 200, { ok: true, devices: devices.length, removed: removed.length });
    },
    (error: unknown) => {
      log.error({ err: error }, 'a push could not be taken: this is a bug');
      exchange.connection.socket.destroy();
    },
  );
}

/** Counted, and logged without anything of what it said. */
function say(
  exchange: ServerExchange,
  { counter, log, mayWarn }: Handling,
  refusal: Refused,
  close: boolean,
): void {
  counter.refuse(refusal.why);
  const client = addressOf(exchange);
  if (mayWarn(`${refusal.why} ${client}`))
    log.warn({ client, reason: refusal.why }, 'a push was refused');
  refuse(exchange, refusal, close);
  if (close) exchange.discard();
}

function addressOf({ connection }: ServerExchange): string {
  return plainAddress(connection.socket.remoteAddress);
}
