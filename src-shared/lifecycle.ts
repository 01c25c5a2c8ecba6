/** What `serve` says on standard output, one JSON line each (interface, "JSON"). */
import type { Problem } from './errors.ts';

export type LifecycleEvent =
  | {
      readonly event: 'listening';
      readonly pid: number;
      readonly generation: number;
      readonly url: string;
      readonly home: string;
    }
  | { readonly event: 'restarted'; readonly generation: number; readonly durationMs: number }
  | { readonly event: 'restart-refused'; readonly errors: readonly Problem[] }
  | { readonly event: 'draining' }
  | { readonly event: 'stopped' };
