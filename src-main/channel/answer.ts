/** One request in, one answer out: the gateway's side of the contract. */
import { calls, type CallName, type Console } from '../../src-shared/contract/calls.ts';
import { problem, SallyportError, type Problem } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import { isCall, parseJson, requestSchema, shapeProblems, type Frame } from './frames.ts';

/** A line that is no request at all: the connection cannot be trusted to be in step any more. */
export type Answered =
  | { readonly kind: 'answer'; readonly frame: Frame }
  | { readonly kind: 'malformed'; readonly frame: Frame };

/** Never throws: every failure becomes an answer. */
export async function answer(line: string, console: Console, log: Log): Promise<Answered> {
  const request = requestSchema.safeParse(parseJson(line));
  if (!request.success) {
    const problems = [problem('CHANNEL', 'the line is not a request {id, call, params}')];
    return { kind: 'malformed', frame: { id: null, ok: false, problems } };
  }
  const { id, call, params } = request.data;
  if (!isCall(call)) {
    const unknown = problem('CHANNEL', `this gateway does not know the call "${call}"`, {
      remedy: 'Use a command line of the same version as the gateway.',
    });
    return { kind: 'answer', frame: { id, ok: false, problems: [unknown] } };
  }
  const outcome = await perform(call, params ?? {}, console, log);
  return {
    kind: 'answer',
    frame: outcome.ok
      ? { id, ok: true, result: outcome.result }
      : { id, ok: false, problems: [...outcome.problems] },
  };
}

type Outcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };

async function perform(
  name: CallName,
  params: unknown,
  console: Console,
  log: Log,
): Promise<Outcome> {
  const checked = calls[name].params.safeParse(params);
  if (!checked.success) {
    return { ok: false, problems: shapeProblems('USAGE', name, checked.error) };
  }
  try {
    // The compiler cannot see that the schema and the method of one name belong together.
    const call = console[name] as (params: unknown) => Promise<unknown>;
    return { ok: true, result: await call(checked.data) };
  } catch (error) {
    return { ok: false, problems: problemsOf(error, name, log) };
  }
}

function problemsOf(error: unknown, call: string, log: Log): readonly Problem[] {
  if (error instanceof SallyportError) return error.problems;
  log.error({ err: error, call }, 'a call of the control channel failed: this is a bug');
  const message = error instanceof Error ? error.message : String(error);
  return [problem('INTERNAL', `${call}: ${message}`)];
}
