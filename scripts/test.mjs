// `npm test`: everything, on a machine with nothing but Node. The last line has the counts.
import { build } from './lib/build.mjs';
import { provideCommands } from './lib/debian.mjs';
import { electronNode } from './lib/electron-node.mjs';
import { install } from './lib/install.mjs';
import { bundleNetTests, netTestFiles, runNetTests } from './lib/net-tests.mjs';
import { node24 } from './lib/node24.mjs';
import { countsOf } from './lib/playwright.mjs';
import { endChildrenWithUs, run } from './lib/run.mjs';
import { createTotals } from './lib/totals.mjs';
import { runVitest } from './lib/vitest.mjs';

endChildrenWithUs();
const totals = createTotals();
const times = [];
const alone = ['e2e/headless/kill.test.ts', 'src-main/journal/kill.test.ts'];
const log = (text) => process.stderr.write(`sallyport: ${text}\n`);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

const ready = await step('prepare', async () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    totals.fail(`Node ${process.versions.node} is too old: 20.19 is needed`);
    return false;
  }
  for (const command of await provideCommands()) totals.cannotRun(`${command} is not installed`);
  if ((await install()).code !== 0) {
    totals.fail('npm ci');
    return false;
  }
  // Before the machine is busy: a download that gets no time breaks off.
  await node24();
  await electronNode({ log });
  return true;
});

if (ready) {
  await step('build', async () => {
    const { code } = await build({ force: true, stdout: 'inherit' });
    if (code === 0) totals.pass();
    else totals.fail('build');
  });
  // Side by side: the net tests mostly wait, for the network first, and the others use one core each.
  await Promise.all([
    check('prettier', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
    check('eslint', 'node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'),
    check('typecheck', 'scripts/typecheck.mjs'),
    heldBack('net tests', netTests),
  ]);
  await step('vitest', async () =>
    totals.add(await runVitest(alone.flatMap((each) => ['--exclude', each])), 'vitest'),
  );
  // They hold the journal to 200 ms, so nothing runs beside them.
  await step('kills', async () =>
    totals.add(await runVitest(['--no-file-parallelism', ...alone], { report: 'kills' }), 'kills'),
  );
  await step('the console in Electron', () => electronTests('app'));
  await step('the packaged console', () => electronTests('packaged'));
}
process.stdout.write(
  `\n${times.map(([name, ms]) => `${seconds(ms).padStart(7)}  ${name}\n`).join('')}`,
);
process.exitCode = totals.report();

async function netTests(say) {
  const files = netTestFiles();
  if (files.length === 0) {
    say('there are none\n');
    return;
  }
  const bundled = await bundleNetTests(files);
  const nodes = [
    { name: 'host', node: { path: process.execPath, version: process.versions.node } },
    { name: 'node24', node: await node24() },
    { name: 'electron', node: await electronNode({ log }) },
  ];
  // Side by side: they mostly wait.
  const runs = nodes.map(async ({ name, node }) => {
    if ('reason' in node) totals.cannotRun(`net tests on ${name}: ${node.reason}`);
    else {
      const result = await runNetTests(node, name, bundled);
      say(`\n-- net tests on Node ${node.version} (${name})\n${result.output}`);
      totals.add(result, `net ${name}`);
    }
  });
  await Promise.all(runs);
}

/** Exit code 3 means that this machine cannot run Electron (scripts/e2e.mjs). */
async function electronTests(project) {
  const name = `${project} in Electron`;
  const { code } = await run(process.execPath, ['scripts/e2e.mjs', project]);
  if (code === 3) totals.cannotRun(`${name}: its reason is above`);
  else totals.add(await countsOf(project, code), name);
}

/** A script that is one test by itself. */
async function check(name, script, ...args) {
  await heldBack(name, async (say) => {
    const { code, output } = await run(process.execPath, [script, ...args], { quiet: true });
    say(output);
    if (code === 0) totals.pass();
    else totals.fail(name);
  });
}

/** For what runs beside others: all that it says is printed in one piece, when it is over. */
async function heldBack(name, work) {
  let said = '';
  const start = performance.now();
  await orFail(name, () => work((text) => (said += text)));
  process.stdout.write(`\n== ${name}\n${said}${told(name, start)}`);
}

/** Prints a heading and the time. */
async function step(name, work) {
  process.stdout.write(`\n== ${name}\n`);
  const start = performance.now();
  const result = await orFail(name, work);
  process.stdout.write(told(name, start));
  return result;
}

/** What goes wrong in here fails the run and stops nothing else. */
async function orFail(name, work) {
  try {
    return await work();
  } catch (error) {
    totals.fail(`${name}: ${error.stack}`);
    return undefined;
  }
}

function told(name, start) {
  const ms = performance.now() - start;
  times.push([name, ms]);
  return `-- ${name}: ${seconds(ms)}\n`;
}
