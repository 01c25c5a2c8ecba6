import { defineConfig } from 'vitest/config';

const everywhere = (name: string) =>
  ['src-*', 'lab', 'scripts', 'bench', 'e2e/headless', 'e2e/mocked'].map(
    (folder) => `${folder}/**/${name}`,
  );
const long = process.env['SALLYPORT_LONG'] === '1';

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
    // libsql is native and a Rust panic in it ends its process: a process for each file keeps that
    // from the others.
    pool: 'forks',
    testTimeout: long ? 3_600_000 : 30_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
  },
});
