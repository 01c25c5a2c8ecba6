/** What the command line needs from its process; tests hand in their own. */
import type { Streams } from './output.ts';

export type Signal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

export interface Host extends Streams {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly now: () => Date;
  /** The account of the operating system, for the history and for overrides. */
  readonly account: string;
  readonly version: string;
  /** The built `lab.cjs` and what starts this command line again, for `lab`. */
  readonly labFile: string;
  readonly self: readonly [command: string, ...args: string[]];
  /** What is typed after the prompt, unseen; where standard input is no terminal, all of it. */
  readonly secret: (prompt: string) => Promise<Buffer>;
  /** Returns what ends the listening. */
  readonly onSignal: (signal: Signal, handler: () => void) => () => void;
  /** Calls `handler` for every error that nobody caught; the process lives on. */
  readonly onStray: (handler: (error: unknown) => void) => () => void;
  /** Ends the process without waiting for anything. */
  readonly exitNow: (code: number) => void;
  /** True once the reader of standard output went away. */
  readonly outClosed: () => boolean;
  /** Where `serve` logs, one JSON line each. Never waits for a slow reader. */
  readonly log: { readonly write: (line: string) => void; readonly flush: () => void };
}
