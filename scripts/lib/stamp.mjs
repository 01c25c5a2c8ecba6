import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const INPUTS = [
  'src-shared',
  'src-main',
  'src-renderer',
  'lab',
  'assets',
  'scripts/lib/bundle.mjs',
  'electron.vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/**
 * Every file below a folder (or the file itself), sorted, relative to `folder`, with forward
 * slashes.
 */
export function filesBelow(path, folder = root) {
  const full = join(folder, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(`${path}/${entry.name}`, folder) : [`${path}/${entry.name}`],
    );
}

/** A hash over the content of everything that a build reads; tests are not part of it. */
export function sourceHash(folder = root) {
  const hash = createHash('sha256');
  for (const file of INPUTS.flatMap((input) => filesBelow(input, folder))) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const bytes = readFileSync(join(folder, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
