/** The directory of many devices: how long it takes, whom it keeps waiting, what it weighs (ADR 32). */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from '@playwright/test';
import { build } from 'vite';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';
import { shown, spread } from '../lib/figures.ts';
import { writeResult } from '../lib/result.ts';
import type { Table } from '../lib/result.ts';
import type { Round } from './measured.ts';

const ROUNDS = Number(process.env['SALLYPORT_BENCH_ROUNDS'] ?? 3);
const SIZES = (process.env['SALLYPORT_BENCH_DEVICES'] ?? '100000,1000000').split(',').map(Number);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function bundle(outDir: string): Promise<void> {
  const worker = here('../../src-main/compliance/worker.ts');
  await build({
    ...{ configFile: false, root: here('.'), logLevel: 'error', ssr: { noExternal: true } },
    build: {
      ...{ ssr: true, target: 'node18.15', outDir, emptyOutDir: false },
      rolldownOptions: {
        input: { measured: here('measured.ts'), worker },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name]-[hash].cjs',
        },
      },
    },
  });
}

async function roundOf(bundles: string, count: number): Promise<Round> {
  const { path, remove } = makeTemporary('directory');
  try {
    const args = ['--expose-gc', join(bundles, 'measured.cjs'), String(count), path];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as Round;
  } finally {
    remove();
  }
}

function tablesOf(rounds: readonly Round[]): readonly Table[] {
  const [one] = rounds;
  if (one === undefined) return [];
  const of = `of ${one.count.toLocaleString('en')} devices`;
  const cell = (from: (round: Round) => number | undefined) =>
    spread(rounds.map((round) => from(round) ?? Number.NaN));
  return [
    {
      title: `A directory ${of}: time, and how long the relay waits`,
      head: ['what', 'seconds', 'longest gap, ms', 'of which processor time, ms'],
      rows: one.steps.map(({ what }, nth) => [
        what,
        cell(({ steps }) => steps[nth]?.seconds),
        cell(({ steps }) => steps[nth]?.gap),
        cell(({ steps }) => steps[nth]?.busy),
      ]),
    },
    {
      title: `A decision ${of}, µs`,
      head: ['request', 'p50', 'p99'],
      rows: one.decisions.map(({ kind }, nth) => [
        kind,
        cell(({ decisions }) => decisions[nth]?.p50),
        cell(({ decisions }) => decisions[nth]?.p99),
      ]),
    },
    {
      title: `Memory ${of}, bytes for each`,
      head: ['what', 'bytes'],
      rows: [
        ['the directory', cell(({ sharedPerDevice }) => sharedPerDevice)],
        [
          'resident once it is read, more than at the start',
          cell(({ bytesPerDevice }) => bytesPerDevice),
        ],
        ['the whole process, at most', cell(({ peakPerDevice }) => peakPerDevice)],
      ],
    },
  ];
}

test('a directory of many devices', async () => {
  const { path: bundles, remove } = makeTemporary('bundles');
  try {
    await bundle(bundles);
    const bySize: (readonly Round[])[] = [];
    for (const count of SIZES) {
      const rounds: Round[] = [];
      for (let nth = 0; nth < ROUNDS; nth += 1) rounds.push(await roundOf(bundles, count));
      bySize.push(rounds);
    }
    await writeResult('directory', {
      title: 'The directory of devices',
      notes: [
        `Real: the product's directory service and its thread, in a process of its own for each of ${ROUNDS} rounds. Simulated: the devices (three ids, three names of the owner, ${shown(10)} % of the owners with two). Beside it this process does nothing but tick every millisecond.`,
        'A gap counts what the machine gave to others; the processor time of the thread between two ticks is what the product itself did there. A decision is timed one by one, each of another user; the clock alone takes about 0.1 µs.',
      ],
      tables: bySize.flatMap(tablesOf),
      raw: bySize,
    });
  } finally {
    remove();
  }
});
