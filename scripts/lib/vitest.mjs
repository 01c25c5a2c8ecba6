import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

/**
 * Runs Vitest and counts.
 * @param args further arguments, such as files
 * @param options `report`: name of the file below out/test; `env`, `guardMs` as for run()
 * @returns counts, titles of what failed or was skipped, and each test with its time
 */
export async function runVitest(args, { report = 'vitest', ...options } = {}) {
  const folder = join(root, 'out', 'test');
  const file = join(folder, `${report}.json`);
  await mkdir(folder, { recursive: true });
  await rm(file, { force: true });
  const { code } = await run(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...args,
    ],
    options,
  );
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const counted = text === undefined ? empty() : countVitest(JSON.parse(text));
  // An unhandled error, a crash or the guard: no test says it.
  if (code !== 0 && counted.failed === 0) {
    counted.failed += 1;
    counted.failures.push(`ended with code ${code} outside of any test`);
  }
  return counted;
}

export function countVitest(json) {
  const result = empty();
  for (const file of json.testResults) {
    const name = relative(root, file.name);
    for (const test of file.assertionResults) {
      const title = `${name} > ${test.fullName}`;
      result.tests.push({ title, ms: Math.round(test.duration ?? 0), meta: test.meta ?? {} });
      if (test.status === 'passed') result.passed += 1;
      else if (test.status === 'failed') {
        result.failed += 1;
        result.failures.push(title);
      } else {
        result.skipped += 1;
        result.skips.push(title);
      }
    }
    // A file that does not load has no tests, and a hook that fails may leave every test of it
    // passed.
    if (
      file.status === 'failed' &&
      !file.assertionResults.some((test) => test.status === 'failed')
    ) {
      result.failed += 1;
      result.failures.push(`${name} as a whole`);
    }
  }
  return result;
}

const empty = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], skips: [], tests: [] });
