/** What the window calls are made from. */
import type {
  WindowCallName,
  WindowFacts,
  WindowParams,
  WindowAnswer,
} from '../../../src-shared/contract/window.ts';
import type { LogFilter } from '../../../src-shared/events.ts';
import type { JournalQuestions } from '../../journal/reader-thread.ts';
import type { HomePaths } from '../../settings/home.ts';
import type { Station } from '../station.ts';

/** What stands behind the contract of the window. */
export type WindowConsole = {
  readonly [Name in WindowCallName]: (params: WindowParams<Name>) => Promise<WindowAnswer<Name>>;
};

export interface WindowOptions {
  readonly station: Station;
  readonly journal: JournalQuestions;
  readonly paths: HomePaths;
  readonly now: () => Date;
  readonly facts: Omit<WindowFacts, 'firstRun' | 'home'>;
  /** Begins or, with null, ends the live log; `turn` goes out with its batches. */
  readonly follow: (filter: LogFilter | null, turn: number) => void;
  /** Asks where to write; null: the administrator changed their mind. */
  readonly chooseFile: (suggested: string) => Promise<string | null>;
  /** The sample world in a window of its own. Rejects with why it is not there. */
  readonly explore: () => Promise<void>;
}
