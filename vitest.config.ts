import { availableParallelism } from 'node:os';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './lab/testing/patience.ts';

const everywhere = (name: string) =>
  ['src-*', 'lab', 'scripts', 'bench', 'e2e/headless', 'e2e/mocked'].map(
    (folder) => `${folder}/**/${name}`,
  );
const long = process.env['SALLYPORT_LONG'] === '1';

/** By size alone the long ones would come last, and one of them would keep a single core busy at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => /\/e2e\/|\.e2e\.|gallery/.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: everywhere(long ? '*.long.test.ts' : '*.test.{ts,tsx}'),
    // *.net.test.ts are node:test files: see scripts/lib/net-tests.mjs.
    exclude: [
      // The bench's peers have packages of their own.
      '**/node_modules/**',
      ...everywhere('*.net.test.ts'),
      ...(long ? [] : everywhere('*.long.test.ts')),
    ],
    environment: 'node',
    globalSetup: 'scripts/lib/vitest-temporary.mjs',
    // libsql is native and a Rust panic in it ends its process: a process for each file keeps that
    // from the others.
    pool: 'forks',
    // Vitest would leave one core out; many files wait, for processes that they started or for a time to pass.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    testTimeout: long ? 3_600_000 : 3 * PATIENCE_MS,
    hookTimeout: 3 * PATIENCE_MS,
    // Its own second is over before a busy machine has come to it.
    expect: { poll: { timeout: PATIENCE_MS } },
    passWithNoTests: true,
  },
});
