/** The gateway process's side: an engine answers what comes over the port. */
import { success, type Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { Engine, EnginePlaces } from './engine.ts';
import {
  BEAT_MS,
  engineCalls,
  toEngineSchema,
  type EngineCall,
  type EnginePort,
  type FromEngine,
} from './messages.ts';

export interface Answering {
  readonly port: EnginePort;
  readonly create: (places: EnginePlaces, log: Log) => Engine;
  /** Ends this process: after `close`, and when the other side went away. */
  readonly exit: () => void;
}

export function answerEngine({ port, create, exit }: Answering): void {
  const post = (message: FromEngine): void => port.post(message);
  const log = portLog(post);
  let engine: Engine | null = null;
  const beat = setInterval(() => post({ kind: 'beat' }), BEAT_MS);

  const perform = async (id: number, call: EngineCall, params: unknown): Promise<void> => {
    try {
      if (engine === null) throw new Error(`${call} before begin`);
      const result = await performed(engine, call, engineCalls[call].params.parse(params));
      post({ kind: 'answer', id, result: plain(result) });
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      post({ kind: 'threw', id, text });
    }
    if (call === 'close') {
      clearInterval(beat);
      exit();
    }
  };

  port.onMessage((received) => {
    const message = toEngineSchema.safeParse(received);
    if (!message.success) {
      log.error({ issues: message.error.issues }, 'a message of another shape: this is a bug');
      return;
    }
    switch (message.data.kind) {
      case 'begin':
        engine = create(message.data.places, log);
        return;
      case 'ask':
        void perform(message.data.id, message.data.call, message.data.params);
    }
  });
  port.onClose(() => {
    clearInterval(beat);
    // Nobody is there any more who could ask for it: what is under way ends as at a stop.
    void Promise.resolve(engine?.close()).finally(exit);
  });
}

async function performed(
  engine: Engine,
  call: EngineCall,
  params: unknown,
): Promise<Result<unknown>> {
  // The compiler cannot see that the schema and the method of one name belong together.
  const method = engine[call] as (params: unknown) => Promise<Result<unknown> | undefined>;
  return (await method(params)) ?? success(undefined);
}

function plain(result: Result<unknown>): Extract<FromEngine, { kind: 'answer' }>['result'] {
  return result.ok
    ? { ok: true, value: result.value, warnings: [...result.warnings] }
    : { ok: false, problems: [...result.problems] };
}

function portLog(post: (message: FromEngine) => void): Log {
  const line =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (fields, message) =>
      post({ kind: 'log', level, fields: plainFields(fields), message });
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** Errors and functions do not survive the copy as a log wants them. */
function plainFields(fields: Record<string, unknown>): Record<string, unknown> {
  const json = JSON.stringify(fields, (_key, value: unknown) =>
    value instanceof Error ? { message: value.message, stack: value.stack } : value,
  );
  return JSON.parse(json) as Record<string, unknown>;
}
