/** What the use cases see of a gateway that runs under this process. */
import type { Engine } from '../engine/engine.ts';
import type { FileTexts } from '../settings/load.ts';
import type { HotSettings } from './hot-settings.ts';
import type { SerialQueue } from '../supervisor/queue.ts';
import type { Service } from '../supervisor/service.ts';

export interface Running {
  readonly service: Service<FileTexts>;
  readonly engine: Engine;
  /** What of the settings needs no restart. */
  readonly hot: HotSettings;
  /** Whoever reads or writes the files of settings waits for its turn here. */
  readonly files: SerialQueue;
  /** Begins the end; resolves when the gateway has drained. */
  readonly stop: () => Promise<void>;
}
