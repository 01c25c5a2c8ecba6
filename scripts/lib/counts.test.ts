import { join } from 'node:path';
import { expect, it } from 'vitest';
import countReporter from './count-reporter.mjs';
import { countPlaywright } from './playwright.mjs';
import { root } from './root.mjs';
import { countVitest } from './vitest.mjs';

const file = (status: string, ...tests: string[]) => ({
  name: join(root, 'src-main/x.test.ts'),
  status,
  assertionResults: tests.map((each) => ({ status: each, fullName: each })),
});

it('counts every test of Vitest, and a file that failed as a whole', () => {
  const json = {
    testResults: [
      file('passed', 'passed', 'pending', 'todo'),
      file('failed', 'passed', 'failed'),
      file('failed'),
      file('failed', 'passed'),
    ],
  };
  const { passed, failed, skipped } = countVitest(json);
  expect({ passed, failed, skipped }).toEqual({ passed: 3, failed: 3, skipped: 2 });
});

async function countNode(...events: object[]) {
  const text: string[] = [];
  for await (const part of countReporter(events)) text.push(part);
  return JSON.parse(text.join(''));
}

it('counts the tests of node:test once each, and no suites', async () => {
  const pass = (data: object) => ({ type: 'test:pass', data: { nesting: 0, name: 'a', ...data } });
  const fail = (failureType: string, data: object = {}) => ({
    type: 'test:fail',
    data: { nesting: 0, name: 'b', details: { error: { failureType } }, ...data },
  });
  const result = await countNode(
    { type: 'test:start', data: { nesting: 0, name: 'a' } },
    pass({}),
    pass({ details: { type: 'suite' } }),
    pass({ skip: 'not here' }),
    pass({ todo: true }),
    pass({ name: '/somewhere/out/net-tests/whole.cjs' }),
    fail('testCodeFailure', { file: '/somewhere/x.net.test.ts' }),
    fail('subtestsFailed'),
    fail('testTimeoutFailure'),
    fail('testCodeFailure', { name: '/somewhere/out/net-tests/broken.cjs' }),
  );
  expect(result).toMatchObject({ passed: 1, failed: 3, skipped: 2 });
  expect(result.failures).toEqual(['x.net.test.ts > b', 'b', 'broken.cjs']);
  expect(result.skips).toEqual(['a (not here)', 'a']);
});

it('counts the tests of Playwright through all suites, with the reason of a skip', () => {
  const spec = (title: string, status: string, annotations: object[] = []) => ({
    title,
    tests: [{ status, annotations }],
  });
  const inner = { title: 'group', specs: [spec('b', 'unexpected'), spec('c', 'flaky')] };
  const skip = { type: 'skip', description: 'no D-Bus' };
  const whole = {
    title: 'app/x.spec.ts',
    specs: [spec('a', 'expected'), spec('d', 'skipped', [skip])],
    suites: [inner],
  };
  const result = countPlaywright({ suites: [whole] });
  expect(result).toMatchObject({ passed: 2, failed: 1, skipped: 1 });
  expect(result.failures).toEqual(['app/x.spec.ts > group > b']);
  expect(result.skips).toEqual(['app/x.spec.ts > d (no D-Bus)']);
});
