import type { z } from 'zod';
import type { MemSetting } from './entry.ts';

/** Fills in what all settings of `mem-configuration.json` share, and ties the default to the schema. */
export function mem<Schema extends z.ZodType>(
  entry: Pick<
    MemSetting<Schema>,
    'key' | 'type' | 'schema' | 'initial' | 'required' | 'help' | 'interrupts'
  > & { readonly written?: boolean; readonly editable?: boolean },
): MemSetting<Schema> {
  return {
    written: true,
    editable: true,
    ...entry,
    file: 'mem-configuration.json',
    effect: 'restart',
    origin: 'own',
  };
}
