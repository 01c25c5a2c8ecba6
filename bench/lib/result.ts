/** What a bench leaves for scripts/bench.mjs, which prints it and writes docs/performance.*. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface BenchResult {
  readonly title: string;
  /** Version of the one it ran in; a bench without a window has none. */
  readonly electron?: string;
  /** Version of the Node it ran on; by default the one that ran the bench. */
  readonly node?: string;
  /** How it was measured and how to read it, a paragraph each. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  /** Beside performance.md, and above the tables. */
  readonly picture?: { readonly file: string; readonly text: string; readonly alt: string };
  /** Every measurement. */
  readonly raw: unknown;
}

export const root = fileURLToPath(new URL('../..', import.meta.url));

export async function writeResult(
  name: string,
  result: BenchResult,
  folder = join(root, 'out', 'bench'),
): Promise<void> {
  const file = join(folder, `${name}.json`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(result));
}
