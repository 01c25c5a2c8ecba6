/** `state/policies.held`: while changed policies wait, it keeps those in force, so that a start is no way around. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HomePaths } from '../settings/home.ts';
import type { HotValues } from '../settings/hot-settings.ts';

export function heldPoliciesFile({ state }: Pick<HomePaths, 'state'>): string {
  return join(state, 'policies.held');
}

const keptSchema = z.strictObject({ inForce: z.record(z.string(), z.string().nullable()) });

export function keptLine(inForce: HotValues | null): string {
  return JSON.stringify({ inForce: inForce ?? {} });
}

/** Null: nothing waits, or the file says nothing that can be used. */
export async function keptValues(file: string): Promise<HotValues | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const line = text.split('\n').find((each) => each.startsWith('{'));
  if (line === undefined) return null;
  try {
    return keptSchema.parse(JSON.parse(line)).inForce;
  } catch {
    return null;
  }
}
