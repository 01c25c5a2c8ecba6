import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './lib/root.mjs';

const document = readFileSync(join(root, 'docs', 'security.md'), 'utf8');

interface Named {
  readonly file: string;
  readonly title: string;
}

/** A file in backticks and a title in quotes, at the end of a row. */
function namedTests(): Named[] {
  const rows = document.matchAll(/`([^`|]+\.(?:test|spec)\.ts)` "([^|]+)" \|$/gm);
  return [...rows].map(([, file, title]) => ({ file: file!, title: title! }));
}

interface Suite {
  readonly file: string;
  readonly suites?: readonly Suite[];
  readonly specs: readonly { readonly title: string; readonly tags: readonly string[] }[];
}

/** As Playwright finds them, without running any. */
async function listed(): Promise<(Named & { readonly tags: readonly string[] })[]> {
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const args = [cli, 'test', '--list', '--reporter=json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { suites } = JSON.parse(stdout) as { suites: readonly Suite[] };
  const visit = ({
    file,
    suites: inner = [],
    specs,
  }: Suite): (Named & { tags: readonly string[] })[] => [
    ...specs.map(({ title, tags }) => ({ file: `e2e/${file}`, title, tags })),
    ...inner.flatMap(visit),
  ];
  return suites.flatMap(visit);
}

const inText = (file: string, title: string): boolean =>
  existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8').includes(title);

it('docs/security.md names tests that exist, and every @security test of the window', async () => {
  const all = await listed();
  const key = ({ file, title }: Named) => `${file}: ${title}`;
  const known = new Set(all.map(key));
  const named = namedTests();
  expect(named.length).toBeGreaterThan(40);
  const isThere = (each: Named) =>
    each.file.endsWith('.spec.ts') ? known.has(key(each)) : inText(each.file, each.title);
  expect(named.filter((each) => !isThere(each)).map(key)).toEqual([]);

  const told = new Set(named.map(key));
  const tagged = all.filter(({ tags }) => tags.some((tag) => tag.replace('@', '') === 'security'));
  expect(tagged.length).toBeGreaterThan(20);
  expect(tagged.map(key).filter((each) => !told.has(each))).toEqual([]);
});
