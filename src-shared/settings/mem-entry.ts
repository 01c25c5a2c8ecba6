import { z } from 'zod';
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
    effect: isHot(entry.key) ? 'hot' : 'restart',
    origin: 'own',
  };
}

/**
 * How is judged counts with the next request, in every generation; by which list of devices, with the next restart:
 * until then another list may not even be there.
 */
export function isHot(key: string): boolean {
  return key.startsWith('compliance.') && key !== 'compliance.directoryFile';
}

type Told = Pick<MemSetting, 'key' | 'help' | 'interrupts'> & {
  readonly required?: boolean;
  readonly written?: boolean;
};

/** Whole numbers: what a form says of them and what is checked come from the same limits. */
export function integer(
  entry: Told & {
    readonly min: number;
    readonly max: number;
    readonly unit?: string;
    readonly initial: number;
  },
): MemSetting<z.ZodInt> {
  const { min, max, unit, ...rest } = entry;
  return mem({
    required: false,
    ...rest,
    type: { kind: 'integer', min, max, ...(unit === undefined ? {} : { unit }) },
    schema: z.int().min(min).max(max),
  });
}

/** True or false. */
export function onOff(entry: Told & { readonly initial: boolean }): MemSetting<z.ZodBoolean> {
  return mem({ required: false, ...entry, type: { kind: 'boolean' }, schema: z.boolean() });
}
