// What the bench of the relay needs before it starts: its tools and the product as bundles, the peers.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { external, output, target } from './bundle.mjs';
import { install, isInstalled } from './install.mjs';
import { provideNatives } from './natives.mjs';
import { node24 } from './node24.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { SetupError } from './setup-error.mjs';

const GUARD_MS = 4 * 60 * 60_000;
const WORKLOADS = ['a', 'b', 'c', 'd', 'e'];
const QUICK = ['sallyport-silent', 'nginx', 'fast-proxy'];

/** Of this run alone: others may time other checkouts meanwhile. */
const work = join(root, 'out', 'bench-relay', String(process.pid));
export const peersFolder = join(root, 'bench', 'relay', 'peers');

export const relayHelp = `npm run bench -- relay [options]
  --workload a,b   of ${WORKLOADS.join(', ')}; all by default
  --rounds N       5 by default, 3 with --quick
  --only A,B       those alone: sallyport (both ways), sallyport-silent, sallyport-journal, nginx, haproxy, http-proxy, ...
  --quick          processor time and throughput alone, of ${QUICK.join(', ')}
  --node24         everything in JavaScript runs on Node 24
  --from DIR       another checkout, whose gateway is timed
  --few N --many N hanging subscriptions (workload e); 8000 by default or as many as there may be, and a quarter of them
  --out DIR        keeps the results (JSON) of a run that docs/performance.md does not get`;

/** @throws {SetupError} for what it does not know */
export function relayOptions(args) {
  const values = parsed(args);
  const workloads = values.workload.split(',');
  const unknown = workloads.find((name) => !WORKLOADS.includes(name));
  if (unknown !== undefined) throw new SetupError(`no workload ${unknown}\n${relayHelp}`);
  const many = atMost(whole('many', values.many));
  const few = values.few === undefined ? Math.ceil(many / 4) : whole('few', values.few);
  if (many <= few) throw new SetupError(`--many must be more than --few, and at most ${many} here`);
  return {
    only: values.only?.split(',') ?? (values.quick ? QUICK : null),
    rounds: whole('rounds', values.rounds ?? (values.quick ? '3' : '5')),
    ...{ workloads, few, many, quick: values.quick, node24: values.node24 },
    from: resolve(values.from),
    out: values.out === undefined ? null : resolve(values.out),
  };
}

function parsed(args) {
  if (args.includes('--help')) throw new SetupError(relayHelp);
  const text = (given) => ({ type: 'string', ...(given && { default: given }) });
  const flag = { type: 'boolean', default: false };
  const options = {
    ...{ workload: text(WORKLOADS.join(',')), rounds: text(), only: text(), out: text() },
    ...{ quick: flag, node24: flag, from: text(root), few: text(), many: text('8000') },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new SetupError(`${error.message}\n${relayHelp}`);
  }
}

function whole(name, text) {
  if (!/^[1-9]\d*$/.test(text)) throw new SetupError(`--${name} is a number, not ${text}`);
  return Number(text);
}

/** Each takes two descriptors of the proxy. */
function atMost(many) {
  const limit = /^Max open files\s+\d+\s+(\d+)/m.exec(limits())?.[1];
  return limit === undefined ? many : Math.min(many, Math.floor((Number(limit) - 500) / 2));
}

function limits() {
  const file = '/proc/self/limits';
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** What is measured in full is what docs/performance.md says; anything less is printed only. */
export function isWholeRun({ only, rounds, quick, from, out }) {
  return out === null && only === null && rounds >= 5 && !quick && from === root;
}

/**
 * @param results folder into which a result is written for each workload
 * @returns the exit code
 */
export async function benchRelay(options, { log, results }) {
  const temporary = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const clear = () => {
    // Those who wrote there may be ending at this moment.
    for (const each of [work, temporary])
      rmSync(each, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', clear);
  try {
    return await prepareAndRun(options, { log, results, temporary });
  } finally {
    process.off('exit', clear);
    clear();
  }
}

async function prepareAndRun(options, { log, results, temporary }) {
  await bundleTools();
  const product = {
    journal: await bundleProduct(options.from, { silent: false }),
    silent: await bundleProduct(options.from, { silent: true }),
    revision: await revisionOf(options.from),
  };
  const natives = await provideNatives(['nginx', 'haproxy'], { log });
  const { from: _from, out: _out, node24: newer, ...asked } = options;
  const plan = {
    ...asked,
    node: newer ? await newerNode() : { path: process.execPath, version: process.versions.node },
    ...{ tools: work, results },
    peers: { folder: peersFolder, versions: await providePeers(log) },
    nginx: natives.nginx ?? null,
    haproxy: natives.haproxy ?? null,
    product,
    suffix: newer ? '-node24' : '',
  };
  const main = join(work, 'main.cjs');
  const env = { TMPDIR: temporary };
  const { code } = await run(process.execPath, [main, JSON.stringify(plan)], {
    env,
    guardMs: GUARD_MS,
  });
  return code;
}

async function newerNode() {
  const found = await node24();
  if ('reason' in found) throw new SetupError(`Node 24: ${found.reason}`);
  return found;
}

/** Versions by package; empty when they cannot be installed. */
async function providePeers(log) {
  const { code } = await install(peersFolder);
  if (code !== 0) {
    log('the peers in JavaScript cannot be installed');
    return {};
  }
  return peersHere();
}

/** The same without installing anything. */
export async function peersHere() {
  if (!isInstalled(peersFolder)) return {};
  const file = join(peersFolder, 'package.json');
  return JSON.parse(await readFile(file, 'utf8')).dependencies;
}

/** The bench's own processes. */
async function bundleTools() {
  const { build } = await import('vite');
  const names = ['main', 'load', 'upstream-process'];
  await rm(work, { recursive: true, force: true });
  await build({
    ...{ root, configFile: false, logLevel: 'warn' },
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      ...{ ssr: true, target, outDir: work, minify: false },
      rolldownOptions: {
        ...{ external, output },
        input: Object.fromEntries(
          names.map((name) => [name, join(root, `bench/relay/${name}.ts`)]),
        ),
      },
    },
  });
}

/**
 * The command line of a checkout, bundled by the configuration that it has itself.
 * @param silent with the journal that keeps nothing
 * @returns path of headless.cjs
 */
async function bundleProduct(from, { silent }) {
  const { build, loadConfigFromFile, mergeConfig } = await import('vite');
  const folder = join(work, silent ? 'silent' : 'journal');
  await mkdir(folder, { recursive: true });
  await cp(join(from, 'package.json'), join(folder, 'package.json'));
  await symlink(join(from, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const file = join(from, 'electron.vite.config.ts');
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, file);
  const { main } = loaded.config;
  const { main: _window, lab: _lab, ...input } = main.build.rolldownOptions.input;
  delete input['gateway-process'];
  const { external: left, output: shape } = main.build.rolldownOptions;
  const outDir = join(folder, 'out', 'main');
  const swap = withoutJournal();
  await build(
    mergeConfig(
      { ...main, build: { ...main.build, rolldownOptions: {} } },
      {
        ...{
          root: from,
          configFile: false,
          logLevel: 'warn',
          plugins: silent ? [swap.plugin] : [],
        },
        ssr: { noExternal: true, external: ['libsql'] },
        build: {
          ...{ ssr: true, outDir, sourcemap: false, emptyOutDir: true },
          rolldownOptions: { external: left, input, output: shape },
        },
      },
    ),
  );
  if (silent && swap.times() !== 1) {
    throw new Error(`the journal was replaced ${swap.times()} times: src-main/headless.ts changed`);
  }
  return join(outDir, 'headless.cjs');
}

function withoutJournal() {
  let times = 0;
  const plugin = {
    name: 'without-journal',
    enforce: 'pre',
    resolveId: (source, importer) => {
      if (source !== './journal/journal.ts' || !importer?.endsWith('src-main/headless.ts'))
        return null;
      times += 1;
      return join(root, 'bench', 'relay', 'no-journal.ts');
    },
  };
  return { plugin, times: () => times };
}

async function revisionOf(folder) {
  const asked = promisify(execFile)('git', ['describe', '--always', '--dirty'], { cwd: folder });
  return asked.then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  );
}
