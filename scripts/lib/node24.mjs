import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './install.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

const folder = join(root, 'tools', 'node24');
const TRIES = 3;

/**
 * @returns {Promise<{path: string, version: string} | {reason: string}>} a Node 24 out of tools/node24, installed
 * when missing
 */
export async function node24() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const known = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).optionalDependencies;
  if (!Object.hasOwn(known, name)) return { reason: `no package ${name}` };
  const path = join(folder, 'node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node');
  // The packages are optional ones: the lock alone cannot tell that ours is missing.
  const needed = [`node_modules/${name}`];
  // npm passes over an optional package whose download broke off, and calls that a success.
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const { code } = await install(folder, { needed });
    if (code !== 0) return { reason: 'npm ci in tools/node24 failed' };
    if (existsSync(path)) break;
  }
  if (!existsSync(path)) return { reason: `${name} is not installed` };
  const { code: starts, output } = await run(path, ['--version'], { quiet: true, guardMs: 30_000 });
  if (starts !== 0) return { reason: `${name} does not start here` };
  return { path, version: output.trim().replace(/^v/, '') };
}
