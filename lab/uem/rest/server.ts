import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback } from '../../listen.ts';
import { faultBook, spoiled, tooMany, writeBody } from './faults.ts';
import { failure, type Reply } from './reply.ts';
import { answer, operationOf, type Call, type World } from './routes.ts';
import { BadValue } from './search.ts';
import { makeCredentials, startSignIn, wayOf } from './sign-in.ts';
import type { Operation, UemApi, UemApiOptions, UemFault, UemQuirks, UemRequest } from './types.ts';

const DEFAULTS: UemQuirks = {
  ...{ faults: [], clockMs: 0, tokenSeconds: 3600, keyWithBearer: false },
  ...{ beyondLast: 'noContent', wipeStatus: 'EnterpriseWipePending', forgetsOwner: false },
  // facts: uem 5, as recorded.
  ...{ limit: 250_000, limitSeconds: 86_400 },
};
const KEPT = 1000;
const LONGEST_BODY = 1_000_000;
/** How long before the start the lab's devices enrolled. */
const ENROLLED_BEFORE_MS = 30 * 86_400_000;

/** Starts the sample UEM's REST API over a list of devices (facts: uem). */
export async function startUemApi(options: UemApiOptions): Promise<UemApi> {
  let quirks = DEFAULTS;
  const credentials = makeCredentials();
  const signIn = startSignIn(credentials, () => quirks);
  const faults = faultBook();
  const budget = startBudget(() => quirks);
  const changes = trackChanges(options);
  const kept: UemRequest[] = [];
  const waits = new Set<NodeJS.Timeout>();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await readCall(request);
    const operation = operationOf(call);
    const page = Number(call.query.get('page') ?? 0);
    const fault = faults.take(quirks.faults, operation, page);
    if (fault?.kind === 'delay') await pause(waits, fault.ms);
    const budgetHeaders = budget.spend();
    const { clockMs } = quirks;
    const changedAt = (id: string): Date => new Date(changes.at(id).getTime() + clockMs);
    const world = { ...quirks, changedAt, devices: options.devices(), fault };
    const reply =
      operation === 'token'
        ? signIn.giveToken(request.headers, call.body)
        : (budget.refusal() ?? signIn.refuse(request.headers) ?? inWords(operation, call, world));
    const spoilt = spoiled(reply, fault);
    keep(kept, request, call, operation, fault, spoilt.status);
    writeHead(response, spoilt, operation === 'token' ? {} : budgetHeaders, clockMs);
    writeBody(response, spoilt.body, fault);
  };
  const listener = await listenOnLoopback(
    options.port ?? 0,
    (request, response) => {
      handle(request, response).catch(() => response.destroy());
    },
    options.tls ?? null,
  );
  return {
    ...{ url: listener.url, tokenUrl: `${listener.url}/connect/token`, port: listener.port },
    credentials,
    set: (next) => {
      quirks = { ...quirks, ...next };
    },
    ...{ requests: () => kept, revokeTokens: signIn.revoke },
    changeCertificate: listener.changeCertificate,
    close: async () => {
      changes.stop();
      for (const wait of waits) clearTimeout(wait);
      await listener.close();
    },
  };
}

function inWords(operation: Exclude<Operation, 'token'>, call: Call, world: World): Reply {
  try {
    return answer(operation, call, world);
  } catch (error) {
    if (error instanceof BadValue) return failure(400, 400, error.message);
    return failure(500, 500, String(error));
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST_BODY) throw new Error('the body is too long');
    parts.push(part);
  }
  const url = new URL(request.url ?? '/', 'http://lab');
  const query = new Map<string, string>();
  for (const [name, value] of url.searchParams) query.set(name.toLowerCase(), value);
  return {
    method: request.method ?? '',
    path: url.pathname.toLowerCase().replace(/\/+$/, ''),
    ...{ query, accept: request.headers.accept, body: Buffer.concat(parts).toString('utf8') },
  };
}

function writeHead(
  response: ServerResponse,
  reply: Reply,
  budget: Readonly<Record<string, string>>,
  clockMs: number,
): void {
  response.statusCode = reply.status;
  response.setHeader('Date', new Date(Date.now() + clockMs).toUTCString());
  response.setHeader('X-Correlation-Id', randomUUID());
  if (reply.type !== null) response.setHeader('Content-Type', reply.type);
  if (reply.version !== null) {
    response.setHeader('X-Api-Version', `v${String(reply.version.used)}`);
    response.setHeader('Api-Supported-Versions', reply.version.all.join(', '));
  }
  for (const [name, value] of Object.entries({ ...budget, ...reply.headers }))
    response.setHeader(name, value);
}

/** The limit of requests, counted in windows (facts: uem 5). */
function startBudget(quirks: () => Pick<UemQuirks, 'limit' | 'limitSeconds' | 'clockMs'>) {
  let [begun, spent] = [Date.now(), 0];
  const end = (): number => begun + quirks().limitSeconds * 1000;
  return {
    spend: (): Readonly<Record<string, string>> => {
      if (Date.now() >= end()) [begun, spent] = [Date.now(), 0];
      spent += 1;
      return {
        'X-RateLimit-Limit': String(quirks().limit),
        'X-RateLimit-Remaining': String(Math.max(quirks().limit - spent, 0)),
        'X-RateLimit-Reset': String(Math.floor((end() + quirks().clockMs) / 1000)),
      };
    },
    refusal: (): Reply | null =>
      spent > quirks().limit ? tooMany(Math.ceil((end() - Date.now()) / 1000)) : null,
  };
}

function trackChanges({ listen }: Pick<UemApiOptions, 'listen'>) {
  const enrolled = new Date(Date.now() - ENROLLED_BEFORE_MS);
  const changed = new Map<string, Date>();
  const stop = listen?.(({ action, at, deviceId }) => {
    if (action !== 'compromise' && action !== 'restore') changed.set(deviceId, new Date(at));
  });
  return {
    at: (deviceId: string): Date => changed.get(deviceId) ?? enrolled,
    stop: () => stop?.(),
  };
}

function keep(
  kept: UemRequest[],
  request: IncomingMessage,
  call: Call,
  operation: Operation,
  fault: UemFault | null,
  status: number,
): void {
  kept.push({
    ...{ method: call.method, path: call.path, query: Object.fromEntries(call.query), operation },
    signIn: wayOf(request.headers),
    status: fault?.kind === 'reset' ? 0 : status,
  });
  if (kept.length > KEPT) kept.splice(0, kept.length - KEPT);
}

function pause(waits: Set<NodeJS.Timeout>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      waits.delete(timer);
      resolve();
    }, ms);
    waits.add(timer);
  });
}
