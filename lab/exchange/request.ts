import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { handleEas, type EasStates } from './eas/handle.ts';
import type { Services } from './ews/call.ts';
import { handleEws } from './ews/handle.ts';
import { isSchemaFile, schemaAnswer } from './ews/schema.ts';
import { whole, writeAnswer, type Answer } from './http/answer.ts';
import { faultBook, type Faults } from './http/faults.ts';
import { commonHeaders } from './http/headers.ts';
import type { Entry, Recorder } from './http/record.ts';
import type { FaultRule, LabUser, Protocol } from './types.ts';

const BODY_LIMIT = 128 * 1024 * 1024;

type Room = {
  readonly services: Services;
  readonly records: Recorder;
  readonly faults: Faults;
  readonly states: EasStates;
};

export function requestHandler(
  services: Services,
  records: Recorder,
  connectionOf: (socket: Socket) => number,
): (request: IncomingMessage, response: ServerResponse) => void {
  const room: Room = { services, records, faults: faultBook(), states: new Map() };
  return (request, response) => {
    const protocol = protocolOf(request.url ?? '');
    const entry = records.begin(request, protocol, connectionOf(request.socket));
    const gone = new AbortController();
    response.on('finish', () => {
      settle(room, entry, response, 'answered');
    });
    response.on('close', () => {
      gone.abort();
      settle(room, entry, response, 'aborted');
    });
    serve(room, request, response, entry, gone.signal).catch(() => response.destroy());
  };
}

function settle(
  room: Room,
  entry: Entry,
  response: ServerResponse,
  outcome: Entry['outcome'],
): void {
  if (entry.outcome !== 'open') return;
  entry.outcome = outcome;
  if (response.headersSent) entry.status = response.statusCode;
  room.records.changed(entry);
}

async function serve(
  room: Room,
  request: IncomingMessage,
  response: ServerResponse,
  entry: Entry,
  signal: AbortSignal,
): Promise<void> {
  const rules = (): readonly FaultRule[] => room.services.quirks().faults;
  const early = room.faults.take(rules(), entry);
  if (early !== null && (await applyFault(early, response)) === 'over') return;
  const body = await readBody(request);
  if (body === null) {
    response.destroy();
    return;
  }
  room.records.bodyRead(entry, body, request.rawTrailers);
  const pending = route(room, request, body, entry, signal);
  pending.catch(() => undefined); // a late fault may leave it without anyone who awaits it
  room.records.changed(entry); // operation, user and device are known from here on
  const late = entry.operation === null ? null : room.faults.take(rules(), entry);
  if (late !== null && (await applyFault(late, response)) === 'over') return;
  const answer = await pending;
  if (signal.aborted) return;
  const user = entry.user === null ? null : room.services.users.find(entry.user);
  write(room, request, response, answer, entry.protocol, user);
  if (answer.kind === 'stream') entry.status = response.statusCode;
}

function write(
  room: Room,
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  protocol: Protocol,
  user: LabUser | null,
): void {
  const quirks = room.services.quirks();
  const common = [...commonHeaders(request, protocol, user), ...quirks.extraHeaders];
  const acceptsGzip = quirks.gzip && /\bgzip\b/i.test(String(request.headers['accept-encoding']));
  writeAnswer(response, answer, common, acceptsGzip);
}

function route(
  room: Room,
  request: IncomingMessage,
  body: Buffer,
  entry: Entry,
  signal: AbortSignal,
): Promise<Answer> {
  switch (entry.protocol) {
    case 'ews':
      return Promise.resolve(handleEws(request, body, entry, room.services));
    case 'eas':
      return handleEas(request, body, entry, room.services, room.states, signal);
    case 'schema': {
      const file = pathOf(request.url ?? '').slice('/ews/'.length);
      return Promise.resolve(isSchemaFile(file) ? schemaAnswer(file) : whole(404, null));
    }
    case 'other':
      return Promise.resolve(
        whole(404, 'text/html', '<h2>404 - File or directory not found.</h2>'),
      );
  }
}

// facts: ews 1.1: IIS does not regard letter case.
function protocolOf(target: string): Protocol {
  const path = pathOf(target);
  if (path === '/ews/exchange.asmx') return 'ews';
  if (path === '/microsoft-server-activesync') return 'eas';
  return path.startsWith('/ews/') && isSchemaFile(path.slice('/ews/'.length)) ? 'schema' : 'other';
}

function pathOf(target: string): string {
  return (target.split('?', 1)[0] ?? '').toLowerCase();
}

async function applyFault(
  fault: FaultRule['fault'],
  response: ServerResponse,
): Promise<'over' | 'go on'> {
  switch (fault.kind) {
    case 'hang':
      return 'over'; // accepted, never answered: the client's own time limit has to end it
    case 'reset':
      resetSocket(response.socket);
      return 'over';
    case 'status':
      response.writeHead(
        fault.status,
        (fault.headers ?? []).flatMap(([name, value]) => [name, value]),
      );
      response.end();
      return 'over';
    case 'delayHeaders':
      await wait(fault.ms);
      return 'go on';
  }
}

function resetSocket(socket: Socket | null): void {
  // Only a bare TCP handle can send a RST; a TLS socket refuses (ERR_INVALID_HANDLE_TYPE).
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

/** Null when the client broke off or sent more than Exchange takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > BODY_LIMIT) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  return request.complete ? Buffer.concat(parts) : null;
}
