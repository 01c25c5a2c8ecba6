// `npm run test:long`: the full counts, in *.long.test.ts, one file after the other; only those that
// go on for a time whatever they get done (*-fuzz.long.test.ts) run side by side. A run that was
// broken off goes on where it stopped as long as the sources are the same; `--fresh` starts again.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { writeReport } from './lib/long-report.mjs';
import { root } from './lib/root.mjs';
import { endChildrenWithUs } from './lib/run.mjs';
import { filesBelow, sourceHash } from './lib/stamp.mjs';
import { createTotals } from './lib/totals.mjs';
import { runVitest } from './lib/vitest.mjs';

const GUARD_MS = 60 * 60_000;
const stateFile = join(root, 'out', 'test', 'long-state.json');

endChildrenWithUs();
const totals = createTotals();

if ((await install()).code !== 0) totals.fail('npm ci');
else if ((await build({ stdout: 'inherit' })).code !== 0) totals.fail('build');
else await runAll();
process.exitCode = totals.report();

async function runAll() {
  const files = ['src-shared', 'src-main', 'lab', 'scripts', 'bench/relay', 'e2e']
    .flatMap((folder) => filesBelow(folder))
    .filter((file) => !file.includes('/node_modules/'))
    .filter((file) => file.endsWith('.long.test.ts'));
  const state = await resumed(files);
  const lastsATime = (file) => file.endsWith('-fuzz.long.test.ts');
  await Promise.all(files.filter(lastsATime).map((file) => runOnce(file, state)));
  for (const file of files.filter((each) => !lastsATime(each))) await runOnce(file, state);
  if (files.length > 0) await writeReport(machine(), state.results);
}

async function runOnce(file, state) {
  const known = state.results[file];
  const done = known?.failed === 0;
  process.stdout.write(`\n== ${file}${done ? ': done by an earlier run' : ''}\n`);
  const result = done ? known : await runFile(file);
  state.results[file] = result;
  await save(state);
  totals.add(result, 'vitest');
}

async function runFile(file) {
  const start = Date.now();
  const report = `long-${file.replaceAll('/', '.')}`;
  const result = await runVitest([file], {
    report,
    env: { SALLYPORT_LONG: '1' },
    guardMs: GUARD_MS,
  });
  const seconds = Math.round((Date.now() - start) / 100) / 10;
  return { at: new Date(start).toISOString(), seconds, ...result };
}

async function resumed(files) {
  // The tests themselves are no part of a build's hash, nor is what e2e shares among them.
  const tests = [...new Set([...files, ...filesBelow('e2e')])].map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const hash = createHash('sha256')
    .update([sourceHash(), ...tests].join('\0'))
    .digest('hex');
  const empty = { hash, results: {} };
  if (process.argv.includes('--fresh') || !existsSync(stateFile)) return empty;
  const state = JSON.parse(readFileSync(stateFile, 'utf8'));
  return state.hash === hash ? state : empty;
}

async function save(state) {
  await mkdir(join(root, 'out', 'test'), { recursive: true });
  // In one step, since two may end at once.
  writeFileSync(stateFile, JSON.stringify(state));
}

function machine() {
  const processors = cpus();
  return {
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}
