/**
 * The use cases behind the contract. The same code answers in the process of a running gateway and,
 * when none runs, over the files.
 */
import type { Console } from '../../src-shared/contract/calls.ts';
import { serialQueue } from '../supervisor/queue.ts';
import { blocked } from './blocked.ts';
import { restart, stop } from './lifecycle-calls.ts';
import type { ConsoleOptions, UseCase } from './options.ts';
import { override, unset } from './overrides.ts';
import { check, history, rollback, set } from './settings-calls.ts';
import { status } from './status.ts';
import { why } from './why.ts';

/** Every call rejects with a `SallyportError` where the answer is no. */
export function createConsole(options: ConsoleOptions): Console {
  const use: UseCase = { ...options, files: options.running?.files ?? serialQueue() };
  return {
    status: () => status(use),
    restart: () => restart(use),
    stop: () => stop(use),
    check: () => check(use),
    set: (params) => set(use, params),
    history: () => history(use),
    rollback: (params) => rollback(use, params),
    blocked: (params) => blocked(use, params),
    why: (params) => why(use, params),
    override: (params) => override(use, params),
    unset: (params) => unset(use, params),
  };
}
