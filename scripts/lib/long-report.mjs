import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * Writes docs/long-tests.json and docs/long-tests.md.
 * @param machine what the tests ran on
 * @param results counts by file; `tests` holds each test's title, milliseconds and what it noted
 *   itself in `task.meta`
 */
export async function writeReport(machine, results) {
  const docs = join(root, 'docs');
  await mkdir(docs, { recursive: true });
  const report = { machine, results };
  await writeFile(join(docs, 'long-tests.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(join(docs, 'long-tests.md'), markdown(machine, results));
}

function markdown(machine, results) {
  const { node, system, processor, cores, memoryGiB } = machine;
  return [
    '# The last run of the long tests',
    '',
    'Written by `npm run test:long`.',
    '',
    `Node ${node}, ${system}, ${processor}, ${cores} cores, ${memoryGiB} GiB.`,
    '',
    '| file | at | seconds | passed | failed | skipped |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...Object.entries(results).map(
      ([file, { at, seconds, passed, failed, skipped }]) =>
        `| ${file} | ${at} | ${seconds} | ${passed} | ${failed} | ${skipped} |`,
    ),
    '',
    '| test | seconds | noted |',
    '| --- | ---: | --- |',
    ...Object.values(results).flatMap(({ tests }) => tests.map(row)),
    '',
  ].join('\n');
}

function row({ title, ms, meta }) {
  const noted = Object.entries(meta).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const cells = [title, (ms / 1000).toFixed(1), noted.join(', ')];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
