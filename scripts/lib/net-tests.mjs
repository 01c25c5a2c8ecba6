import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { external, output, target } from './bundle.mjs';
import { ownTemporary } from './own-temporary.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { filesBelow } from './stamp.mjs';

const bundles = join(root, 'out', 'net-tests');

/** Every *.net.test.ts: node:test files, which run on each Node that hosts the gateway. */
export function netTestFiles() {
  return ['src-main', 'lab'].flatMap((folder) =>
    filesBelow(folder).filter((file) => file.endsWith('.net.test.ts')),
  );
}

/**
 * Bundles them as the product is bundled: one CommonJS file each, Node 18.15, libsql left outside.
 */
export async function bundleNetTests(files) {
  const { build } = await import('vite');
  await rm(bundles, { recursive: true, force: true });
  const named = files.map((file) => [
    file.replace(/\.net\.test\.ts$/, '').replaceAll('/', '.'),
    file,
  ]);
  const mode = process.env['NODE_ENV'];
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      ssr: true,
      target,
      outDir: bundles,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        external,
        input: Object.fromEntries(named.map(([name, file]) => [name, join(root, file)])),
        output,
      },
    },
  });
  // Vite sets it to production, and what runs after us would inherit that: React without its test parts.
  if (mode === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = mode;
  return named.map(([name]) => join(bundles, `${name}.cjs`));
}

/**
 * Runs bundled files with `node --test`.
 * @param node `path` of the Node that runs them, `version`, `env` as for run()
 * @param name names the report
 * @returns counts, and the `output` of the runner
 */
export async function runNetTests({ path, version, env = {} }, name, files) {
  const folder = join(root, 'out', 'test');
  const report = join(folder, `net-${name}.json`);
  await mkdir(folder, { recursive: true });
  await rm(report, { force: true });
  const [major] = version.split('.').map(Number);
  const temporary = ownTemporary();
  const { code, output } = await run(
    path,
    [
      '--enable-source-maps',
      '--test',
      // A guard against hanging, for one file; Node 18 has none, and run() has one for all.
      ...(major < 20 ? [] : ['--test-timeout=300000']),
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${new URL('count-reporter.mjs', import.meta.url).href}`,
      `--test-reporter-destination=${report}`,
      ...files,
    ],
    { env: { ...env, ...temporary.env }, quiet: true },
  );
  temporary.remove();
  const text = await readFile(report, 'utf8').catch(() => '');
  const result =
    text === '' ? { passed: 0, failed: 0, skipped: 0, failures: [] } : JSON.parse(text);
  if (result.failed === 0 && (code !== 0 || result.passed + result.skipped === 0)) {
    result.failed += 1;
    result.failures.push(`node --test ended with code ${code} outside of any test`);
  }
  return { ...result, output };
}
