import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownTemporary } from './own-temporary.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

const GUARD_MS = 10 * 60_000;

const folder = join(root, 'out', 'test');
const reportOf = (project) => join(folder, `playwright-${project}.json`);

/**
 * Runs Playwright Test; `countsOf` reads its report afterwards.
 * @param project of playwright.config.ts
 * @param options `args`: further arguments, such as files; `env` as for run()
 * @returns {Promise<number>} its exit code
 */
export async function runPlaywright(project, { args = [], env = {}, guardMs = GUARD_MS } = {}) {
  const report = reportOf(project);
  await mkdir(folder, { recursive: true });
  await rm(report, { force: true });
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const temporary = ownTemporary();
  try {
    const { code } = await run(
      process.execPath,
      [cli, 'test', `--project=${project}`, '--reporter=list,json', ...args],
      { env: { ...env, ...temporary.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, guardMs },
    );
    return code;
  } finally {
    temporary.remove();
  }
}

/** @returns the counts of the last run, and the titles of what failed or was skipped */
export async function countsOf(project, code) {
  const text = await readFile(reportOf(project), 'utf8').catch(() => undefined);
  const counted = text === undefined ? empty() : countPlaywright(JSON.parse(text));
  // A file that does not load, a crash or the guard: no test says it.
  if (code !== 0 && counted.failed === 0) {
    counted.failed += 1;
    counted.failures.push(`ended with code ${code} outside of any test`);
  }
  return counted;
}

/** @param json what Playwright's json reporter writes */
export function countPlaywright(json) {
  const result = empty();
  const visit = (suite, above) => {
    const path = suite.title === '' ? above : [...above, suite.title];
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) put(result, [...path, spec.title].join(' > '), test);
    }
    for (const inner of suite.suites ?? []) visit(inner, path);
  };
  for (const suite of json.suites) visit(suite, []);
  return result;
}

function put(result, title, { status, annotations = [] }) {
  if (status === 'expected') result.passed += 1;
  else if (status === 'skipped') {
    const reason = annotations.find(({ type }) => type === 'skip')?.description;
    result.skipped += 1;
    result.skips.push(reason === undefined ? title : `${title} (${reason})`);
  } else if (status === 'flaky') {
    // Only where a file says why it tries again; what it took is told.
    result.passed += 1;
    process.stdout.write(`sallyport: passed, but not at once: ${title}\n`);
  } else {
    result.failed += 1;
    result.failures.push(title);
  }
}

const empty = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], skips: [] });
