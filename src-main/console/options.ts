/** What every use case is given. */
import { SallyportError, type Result } from '../../src-shared/errors.ts';
import type { Protector } from '../secrets/protector.ts';
import type { HomePaths } from '../settings/home.ts';
import type { SerialQueue } from '../supervisor/queue.ts';
import type { Running } from './running.ts';

export interface ConsoleOptions {
  readonly paths: HomePaths;
  /** Null: no gateway runs, the files answer. The caller then holds the lock of the home for whatever writes. */
  readonly running: Running | null;
  /** Of a process that serves several consoles over the same files; without it each has its own. */
  readonly files?: SerialQueue;
  /** Where the system protects secrets; without it the rights of their file do. */
  readonly systemProtector?: Protector | null;
  /** Account of the operating system, for history and overrides. */
  readonly by: string;
  readonly from: 'command line' | 'window';
  readonly now: () => Date;
}

export interface UseCase extends ConsoleOptions {
  readonly files: SerialQueue;
}

/** The contract's calls reject with their problems. */
export function valueOf<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new SallyportError(result.problems);
}
