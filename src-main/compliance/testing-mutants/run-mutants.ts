/** Runs tests against every mutant of some sources, in this process: none of those sources has a loop without an end. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { expect } from 'vitest';
import { instrument } from './instrument.ts';
import type { Mutant } from './instrument.ts';

interface Collected {
  readonly name: string;
  readonly run: () => unknown;
}
type Load = (mutant: number) => readonly Collected[];

export interface MutantsRun {
  readonly mutants: readonly Mutant[];
  readonly survivors: readonly Mutant[];
}

/**
 * @param sources files to mutate, relative to `root`
 * @param tests test files, in the order in which they are tried; they run synchronously
 */
export async function runMutants(
  root: string,
  sources: readonly string[],
  tests: readonly string[],
): Promise<MutantsRun> {
  const mutants: Mutant[] = [];
  const texts = new Map<string, string>();
  for (const file of sources) {
    const path = resolve(root, file);
    const made = instrument(file, readFileSync(path, 'utf8'), mutants.length + 1);
    texts.set(path, made.text);
    mutants.push(...made.mutants);
  }
  const load = loader(await bundle(root, tests, texts));
  const whole = failing(load(0));
  if (whole !== null) throw new Error(`fails without a mutant: ${whole}`);
  const survivors = mutants.filter(({ number }) => !isKilled(load, number));
  return { mutants, survivors };
}

/** A mutant that cannot even be loaded is noticed by any test. */
function isKilled(load: Load, mutant: number): boolean {
  try {
    return failing(load(mutant)) !== null;
  } catch {
    return true;
  }
}

/** The first test that fails, and why. */
function failing(tests: readonly Collected[]): string | null {
  for (const { name, run } of tests) {
    try {
      run();
    } catch (error) {
      return `${name}: ${String(error)}`;
    }
  }
  return null;
}

async function bundle(
  root: string,
  tests: readonly string[],
  texts: ReadonlyMap<string, string>,
): Promise<string> {
  const { build } = await import('vite');
  const entry = '\0tests';
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['vitest', 'zod'] },
    plugins: [
      {
        name: 'mutants',
        resolveId: (id) => (id === 'virtual:tests' ? entry : null),
        load: (id) => {
          if (id === entry) {
            return tests.map((file) => `import ${JSON.stringify(resolve(root, file))};`).join('\n');
          }
          return texts.get(id) ?? null;
        },
      },
    ],
    build: {
      ...{ ssr: true, write: false, minify: false, target: 'node18.15' },
      rolldownOptions: { input: { tests: 'virtual:tests' }, output: { format: 'cjs' } },
    },
  });
  const outputs = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  const chunks = outputs.filter((each) => each.type === 'chunk');
  const [only] = chunks;
  if (only === undefined || chunks.length > 1) throw new Error('the tests did not become one file');
  return only.code;
}

/** Loads the bundle anew for each mutant, since what stands at the top of a module runs once. */
function loader(code: string): Load {
  const run = compileFunction(code, ['require', '__mutant', 'exports', 'module']) as (
    require: (id: string) => unknown,
    mutant: number,
    exports: object,
    module: object,
  ) => void;
  const load = createRequire(import.meta.url);
  return (mutant) => {
    const collected: Collected[] = [];
    const vitest = collector(collected);
    run((id) => (id === 'vitest' ? vitest : load(id)), mutant, {}, { exports: {} });
    return collected;
  };
}

/** What the tests use of Vitest. */
function collector(collected: Collected[]): Readonly<Record<string, unknown>> {
  type Define = (name: string, run: (...row: readonly unknown[]) => unknown) => void;
  const withEach = (define: Define) =>
    Object.assign(define, {
      each:
        (rows: readonly unknown[]): Define =>
        (name, run) => {
          for (const row of rows)
            define(name, () => run(...(Array.isArray(row) ? (row as unknown[]) : [row])));
        },
    });
  const test = withEach((name, run) => {
    collected.push({ name, run });
  });
  return { expect, test, describe: withEach((_name, define) => void define()) };
}
