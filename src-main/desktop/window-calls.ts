/** One call of the window: who asks, how much, in which shape; and an answer in any case. */
import { windowCalls, type Reply, type WindowCallName } from '../../src-shared/contract/window.ts';
import { problem, SallyportError, type Problem } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { WindowConsole } from '../console/window/facts.ts';
import { payloadFault } from './payload.ts';
import type { Turnstile } from './turnstile.ts';

export interface CallContext {
  readonly console: WindowConsole;
  readonly log: Log;
  readonly turnstile: Turnstile;
}

/** Never throws. `trusted`: the sender is the main frame of our window. */
export async function answerWindow(
  trusted: boolean,
  message: unknown,
  { console, log, turnstile }: CallContext,
): Promise<Reply<unknown>> {
  if (!trusted) {
    log.warn({}, 'a call from elsewhere than the window was refused');
    return refused('only the window may call');
  }
  const call = readCall(message);
  if (typeof call === 'string') {
    log.warn({ why: call }, 'a call of the window was refused');
    return refused(call);
  }
  const { name, params } = call;
  if (!turnstile.enter(name)) {
    log.warn({ call: name }, 'too many calls of the window at once: refused');
    return refused(`${name}: too many at once`);
  }
  try {
    // The compiler cannot see that the schema and the method of one name belong together.
    const method = console[name] as (params: unknown) => Promise<unknown>;
    return { ok: true, value: windowCalls[name].result.parse(await method(params)) };
  } catch (error) {
    return { ok: false, problems: problemsOf(error, name, log) };
  } finally {
    turnstile.leave(name);
  }
}

interface Call {
  readonly name: WindowCallName;
  readonly params: unknown;
}

/** A text says what is wrong with it. */
function readCall(message: unknown): Call | string {
  const { name, params } = (message ?? {}) as { name?: unknown; params?: unknown };
  if (typeof name !== 'string' || !Object.hasOwn(windowCalls, name)) return 'no such call';
  const known = name as WindowCallName;
  const fault = payloadFault(params);
  if (fault !== null) return `${name}: ${fault}`;
  const checked = windowCalls[known].params.safeParse(params);
  if (checked.success) return { name: known, params: checked.data };
  const places = checked.error.issues.map(({ path, message: text }) => `${path.join('.')} ${text}`);
  return `${name}: ${places.join('; ')}`.slice(0, 500);
}

function refused(why: string): Reply<never> {
  return { ok: false, problems: [problem('USAGE', why)] };
}

function problemsOf(error: unknown, call: string, log: Log): readonly Problem[] {
  if (error instanceof SallyportError) return error.problems;
  log.error({ err: error, call }, 'a call of the window failed: this is a bug');
  // What it says may hold anything; the log has it.
  return [problem('INTERNAL', `${call} failed: the log of the console says why.`)];
}
