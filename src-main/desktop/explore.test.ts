import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { SallyportError } from '../../src-shared/errors.ts';
import { throwAway } from '../settings/lab-home.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createExplore, type Explore } from './explore.ts';

/** Stands for the console: the first one makes its home and stays, a second one of that home tells the first. */
const consoleScript = `
  import { appendFileSync } from 'node:fs';
  const args = process.argv.slice(2);
  const home = process.env.TEST_HOME;
  if (args.includes('--home')) {
    appendFileSync(home + '/shown', args.join(' '));
  } else {
    appendFileSync(home + '/args', args.join(' '));
    console.log('an earlier line');
    console.log('ready: gateway http://127.0.0.1:1, Electron 0, home ' + home);
    process.on('SIGTERM', () => process.exit(0));
    setInterval(() => {}, 1000);
  }
`;

let folder: string;
let home: string;
let explore: Explore;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(() => {
  folder = temporaryFolder(onTestFinished, 'explore');
  home = join(folder, 'the home');
  process.env['TEST_HOME'] = home;
});
afterEach(async () => {
  await explore.end();
  delete process.env['TEST_HOME'];
});
const makeHome = (): string => {
  mkdirSync(home);
  return home;
};

function create(script: string, startMs?: number): Explore {
  const file = join(folder, 'console.mjs');
  writeFileSync(file, script);
  const bound = startMs === undefined ? {} : { startMs };
  return createExplore({
    executable: process.execPath,
    args: [file],
    makeHome,
    throwAway,
    log,
    ...bound,
  });
}

const problemsOf = (error: unknown) => (error instanceof SallyportError ? error.problems : error);

test('a lab that ends is waited for: nothing is started on its home any more', async () => {
  const ends = `
    console.log('ending');
    appendFileSync(home + '/ending', '');
    setTimeout(() => process.exit(0), 200);`;
  explore = create(
    consoleScript.replace('setInterval(() => {}, 1000);', `setTimeout(() => { ${ends} }, 50);`),
  );
  await explore.open();
  const first = home;
  await expect.poll(() => existsSync(join(home, 'ending')), { interval: 5 }).toBe(true);
  // What stands in the pipe by now is read in the next turn.
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await explore.open();
  expect(existsSync(join(first, 'shown'))).toBe(false);
  expect(readFileSync(join(home, 'args'), 'utf8')).toContain('--lab');
});

test('opens once, comes to the front when asked again, and leaves nothing', async () => {
  explore = create(consoleScript);
  await Promise.all([explore.open(), explore.open()]);
  expect(readFileSync(join(home, 'args'), 'utf8')).toBe(
    `--lab --beside=${process.pid} --lab-home=${home}`,
  );
  await explore.open();
  expect(readFileSync(join(home, 'shown'), 'utf8')).toContain(`--home ${home}`);
  await explore.end();
  expect(existsSync(home)).toBe(false);
});

test('after its end it can be opened again', async () => {
  explore = create(consoleScript);
  await explore.open();
  await explore.end();
  await explore.open();
  expect(readFileSync(join(home, 'args'), 'utf8')).toContain('--lab');
});

test('what it says before it fails is the answer', async () => {
  explore = create(`console.error('sallyport: no sandbox here'); process.exit(1);`);
  expect(await explore.open().catch(problemsOf)).toMatchObject([
    { code: 'INTERNAL', message: 'The lab did not open: sallyport: no sandbox here' },
  ]);
});

test('an executable that is not there', async () => {
  explore = createExplore({
    ...{ executable: join(folder, 'none'), args: [], makeHome, throwAway, log },
  });
  expect(await explore.open().catch(problemsOf)).toMatchObject([{ code: 'INTERNAL' }]);
  expect(existsSync(home)).toBe(false);
});

test('one that gives no sign is ended', async () => {
  explore = create('setInterval(() => {}, 1000);', 300);
  expect(await explore.open().catch(problemsOf)).toMatchObject([
    { message: expect.stringContaining('no sign within') },
  ]);
  await explore.end();
  expect(existsSync(home)).toBe(false);
});

test('one that is ended while it starts leaves nothing, however far it came', async () => {
  explore = create(`
    import { writeFileSync } from 'node:fs';
    writeFileSync(process.env.TEST_HOME + '/begun', '');
    setInterval(() => {}, 1000);`);
  const opened = explore.open().catch(problemsOf);
  await expect.poll(() => existsSync(join(home, 'begun'))).toBe(true);
  await explore.end();
  expect(await opened).toMatchObject([{ code: 'INTERNAL' }]);
  expect(existsSync(home)).toBe(false);
});
