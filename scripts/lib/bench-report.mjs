import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Taken before anything is measured: what else the machine did. */
const load = loadavg()[0];

const docs = join(root, 'docs');
const rawFile = join(docs, 'performance.json');

/** @param results by name; bench/lib/result.ts says what each holds */
export function printResults(results) {
  for (const { title, tables } of Object.values(results)) {
    process.stdout.write(`\n${title}\n`);
    for (const table of tables) process.stdout.write(`\n${plain(table)}\n`);
  }
}

/**
 * Writes docs/performance.json and docs/performance.md. What was not measured this time stays as
 * it was, with the machine and the day it was measured on.
 */
export async function writePerformance(results, { at = new Date(), machine = thisMachine() } = {}) {
  const before = JSON.parse(await readFile(rawFile, 'utf8').catch(() => '{}'));
  const fresh = Object.entries(results).map(([name, { electron, node, picture, ...result }]) => [
    name,
    {
      at: at.toISOString().slice(0, 10),
      machine: { ...machine, ...(node && { node }), electron },
      ...(picture && { picture: { file: picture.file, alt: picture.alt } }),
      ...result,
    },
  ]);
  for (const { picture } of Object.values(results)) {
    if (picture !== undefined) await writeFile(join(docs, picture.file), picture.text);
  }
  const all = { ...before, ...Object.fromEntries(fresh) };
  await writeFile(rawFile, `${JSON.stringify(all, rounded)}\n`);
  await writeFile(join(docs, 'performance.md'), markdown(all));
}

/** The clock of a page has a tenth of a millisecond. */
function rounded(_key, value) {
  return typeof value === 'number' ? Math.round(value * 100) / 100 : value;
}

export function markdown(all) {
  const names = Object.keys(all).sort();
  return [
    '# Figures',
    '',
    'Written by `npm run bench` (one alone: `npm run bench -- NAME`). It wants a machine that does nothing else: a load',
    'well above 0 before the run says that it did not have one. Every measurement is in `performance.json`.',
    ...names.flatMap((name) => chapter(name, all[name])),
    '',
  ].join('\n');
}

function chapter(name, { at, machine, title, notes, tables, picture }) {
  const { processor, cores, memoryGiB, system, node, electron, load: before } = machine;
  const host = electron === undefined ? `Node ${node}` : `Node ${node}, Electron ${electron}`;
  return [
    '',
    `## ${title} (\`${name}\`)`,
    '',
    `${at}, ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, ${host}; load before the run ${before.toFixed(1)}.`,
    ...notes.flatMap((note) => ['', note]),
    ...(picture === undefined ? [] : ['', `![${picture.alt}](${picture.file})`]),
    ...tables.flatMap((table) => ['', `### ${table.title}`, '', piped(table)]),
  ];
}

function piped({ head, rows }) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function plain({ title, head, rows }) {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length)));
  const line = (cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join('  ');
  return [title, line(head), ...rows.map(line)].join('\n');
}

/** Its class, never its name. */
function thisMachine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown processor',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    load,
  };
}
