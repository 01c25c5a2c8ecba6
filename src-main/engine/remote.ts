/** The engine in a process of its own, seen from the process that owns it. One process for each `open`. */
import { failure, problem, type Problem, type Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { Engine, EnginePlaces } from './engine.ts';
import { notRunning } from './local.ts';
import {
  BEAT_MS,
  checkedResult,
  fromEngineSchema,
  type EngineCall,
  type EngineParams,
  type EnginePort,
  type EngineValue,
  type FromEngine,
} from './messages.ts';

export interface ProcessEnd {
  readonly code: number | null;
  /** What ended it from outside, `SIGKILL` for instance. */
  readonly signal?: string | null;
  readonly said: string;
}

export interface EngineProcess {
  readonly port: EnginePort;
  /** Settles when it has ended; `said`: the last it wrote on standard error. */
  readonly exited: Promise<ProcessEnd>;
  readonly kill: () => void;
}

export interface RemoteOptions {
  readonly start: () => EngineProcess;
  readonly places: EnginePlaces;
  readonly log: Log;
  /** It listened, and ended without being asked to. */
  readonly onLost: (why: Problem) => void;
  /** Beats that may be missing before it counts as hanging. */
  readonly patience?: number;
  readonly beatMs?: number;
}

/** Beyond what draining and the journal may take. */
const CLOSE_MS = 20_000;
const PATIENCE = 15;

type Answer = Extract<FromEngine, { kind: 'answer' }>['result'];

interface Child {
  readonly process: EngineProcess;
  readonly waiting: Map<number, { answer: (result: Answer) => void; threw: (e: Error) => void }>;
  nextId: number;
  /** It serves: from now on an end that nobody asked for is a loss. */
  listening: boolean;
  closing: boolean;
  hangs: boolean;
  silentTicks: number;
}

export function remoteEngine(options: RemoteOptions): Engine {
  let child: Child | null = null;

  const ask = async <Name extends EngineCall>(
    name: Name,
    params: EngineParams<Name>,
  ): Promise<Result<EngineValue<Name>>> => {
    const to = child;
    if (to === null) return failure(notRunning());
    const result = await new Promise<Answer>((answer, threw) => {
      const id = to.nextId++;
      to.waiting.set(id, { answer, threw });
      to.process.port.post({ kind: 'ask', id, call: name, params });
    });
    return checkedResult(name, result);
  };

  const open: Engine['open'] = async (settings) => {
    if (child !== null) throw new Error('the engine is open');
    const mine = begin(options, (ended) => {
      if (child === ended) child = null;
    });
    child = mine;
    try {
      const opened = await ask('open', settings);
      mine.listening = opened.ok;
      return opened;
    } finally {
      // Also when it threw: a process that nobody uses would stand in the way of the next.
      if (!mine.listening) await end(mine, options.log);
    }
  };

  return {
    open,
    restart: (settings) => ask('restart', settings),
    adopt: (compliance) => ask('adopt', compliance),
    status: () => ask('status', undefined),
    explain: (whom) => ask('explain', whom),
    impact: (asked) => ask('impact', asked),
    held: () => ask('held', undefined),
    confirmHeld: (seen) => ask('confirmHeld', seen),
    blocked: (since) => ask('blocked', since),
    override: (made) => ask('override', made),
    unset: (whose) => ask('unset', whose),
    devices: (query) => ask('devices', query),
    device: (id) => ask('device', id),
    standings: (knocked) => ask('standings', [...knocked]),
    redirects: () => ask('redirects', undefined),
    clearRedirects: () => ask('clearRedirects', undefined),
    findHeader: (question) => ask('findHeader', question),
    revocationLists: () => ask('revocationLists', undefined),
    renewSecret: (secret) => ask('renewSecret', secret),
    syncNow: () => ask('syncNow', undefined),
    drain: async () => {
      if (child !== null) child.closing = true;
      await ask('drain', undefined);
    },
    close: async () => {
      if (child !== null) await end(child, options.log);
    },
  };
}

function begin(options: RemoteOptions, onEnd: (child: Child) => void): Child {
  const { log, places, patience = PATIENCE, beatMs = BEAT_MS } = options;
  const process = options.start();
  const child: Child = {
    ...{ process, waiting: new Map(), nextId: 1, silentTicks: 0 },
    ...{ listening: false, closing: false, hangs: false },
  };
  process.port.onMessage((message) => receive(child, message, log));
  process.port.post({ kind: 'begin', places });
  // Ticks, not a clock: when this process itself was held up, that is one tick, not a minute.
  const watch = setInterval(() => {
    child.silentTicks += 1;
    if (child.silentTicks <= patience || child.hangs) return;
    child.hangs = true;
    log.error({ seconds: (patience * beatMs) / 1000 }, 'the gateway process hangs: it is ended');
    process.kill();
  }, beatMs);
  watch.unref();
  void process.exited.then((end) => {
    clearInterval(watch);
    const why = lossOf(child, end);
    onEnd(child);
    for (const { answer } of child.waiting.values()) answer({ ok: false, problems: [why] });
    child.waiting.clear();
    if (!child.listening || child.closing) return;
    const { code, signal = null } = end;
    log.error({ code, signal, hangs: child.hangs }, 'the gateway process ended by itself');
    options.onLost(why);
  });
  return child;
}

function receive(child: Child, received: unknown, log: Log): void {
  child.silentTicks = 0;
  const message = fromEngineSchema.safeParse(received);
  if (!message.success) {
    log.error({ issues: message.error.issues }, 'the gateway process said what nobody knows');
    return;
  }
  const { data } = message;
  switch (data.kind) {
    case 'beat':
      return;
    case 'log':
      log[data.level](data.fields, data.message);
      return;
    case 'answer':
    case 'threw': {
      const waiting = child.waiting.get(data.id);
      child.waiting.delete(data.id);
      if (data.kind === 'answer') waiting?.answer(data.result);
      else waiting?.threw(new Error(data.text));
    }
  }
}

/** Asks it to close; a process that does not end in time is ended. */
async function end(child: Child, log: Log): Promise<void> {
  child.closing = true;
  child.process.port.post({ kind: 'ask', id: 0, call: 'close', params: undefined });
  const guard = setTimeout(() => {
    log.error({}, 'the gateway process does not end: it is ended');
    child.process.kill();
  }, CLOSE_MS);
  await child.process.exited;
  clearTimeout(guard);
}

function lossOf(child: Child, end: ProcessEnd): Problem {
  const last = end.said.trim() === '' ? '.' : `: ${lastWords(end.said)}`;
  return problem('GATEWAY_ENDED', `The gateway process ${howItEnded(child, end)}${last}`);
}

function howItEnded({ hangs }: Child, { code, signal = null }: ProcessEnd): string {
  if (hangs) return 'did not answer any more and was ended';
  if (signal !== null) return `was ended from outside (${signal})`;
  return `ended by itself (exit code ${code ?? 'unknown'})`;
}

const LINES = 5;

function lastWords(said: string): string {
  return said.trim().split('\n').slice(-LINES).join('\n').slice(-1000);
}
