/** The one place that talks to the host: typed calls whose failures are values. */
import type {
  Bridge,
  Reply,
  WindowAnswer,
  WindowCallName,
  WindowEvent,
  WindowEventName,
  WindowParams,
} from '../src-shared/contract/window.ts';
import { problem } from '../src-shared/errors.ts';
import type { Problem } from '../src-shared/errors.ts';
import { text } from './text/text.ts';

declare global {
  interface Window {
    readonly sallyport?: Bridge;
  }
}

const failed = (message: string): { ok: false; problems: readonly Problem[] } => ({
  ok: false,
  problems: [problem('INTERNAL', message)],
});

/** A bridge that rejects instead of replying is a bug of the host: it is shown like any failure. */
export async function call<Name extends WindowCallName>(
  name: Name,
  params: WindowParams<Name>,
): Promise<Reply<WindowAnswer<Name>>> {
  const bridge = window.sallyport;
  if (bridge === undefined) return failed(text.app.noHost);
  try {
    return await bridge.call(name, params);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

/** Returns how to stop listening. */
export function listen<Name extends WindowEventName>(
  name: Name,
  listener: (event: WindowEvent<Name>) => void,
): () => void {
  return window.sallyport?.on(name, listener) ?? (() => undefined);
}
