/** How long the window takes to come, beside an empty one of the same Electron; and what it loads. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { _electron } from '@playwright/test';
import { makeHome } from '../../src-main/testing/product.ts';
import { end, expect, test } from '../../e2e/app/open-console.ts';
import { median, shown, spread } from '../lib/figures.ts';
import { root, writeResult, type Table } from '../lib/result.ts';

const ROUNDS = Number(process.env['SALLYPORT_BENCH_ROUNDS'] ?? 5);

/** Milliseconds from the start of the process. */
interface Start {
  /** The first frame with something in it. */
  readonly paint: number;
  /** The gateway listens, or did not come to it; NaN in the empty window. */
  readonly ready: number;
  readonly electron: string;
  /** Names of the files that the page asked for. */
  readonly files: readonly string[];
}

async function startOf(args: readonly string[], says: string | null): Promise<Start> {
  const began = Date.now();
  const app = await _electron.launch({
    executablePath: process.env['SALLYPORT_ELECTRON'] ?? '',
    args: [...args],
  });
  const main = app.process();
  let ready = Number.NaN;
  main.stdout?.on('data', (chunk: Buffer) => {
    if (says !== null && chunk.toString().includes(says)) ready = Date.now() - began;
  });
  try {
    const page = await app.firstWindow();
    const paintedAt = () =>
      page.evaluate(() => {
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        return paint === undefined ? 0 : performance.timeOrigin + paint.startTime;
      });
    await expect.poll(paintedAt, { intervals: [50] }).toBeGreaterThan(0);
    if (says !== null) await expect.poll(() => ready, { intervals: [50] }).toBeGreaterThan(0);
    const electron = await app.evaluate(() => process.versions.electron);
    // The build names in the page whatever it loads; Chromium's list of resources leaves out our scheme.
    const files = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('script[src], link[href]')].map(
        (element) =>
          (element.getAttribute('src') ?? element.getAttribute('href'))?.split('/').at(-1) ?? '',
      ),
    );
    return { paint: (await paintedAt()) - began, ready, electron, files };
  } finally {
    await end(main);
  }
}

/** What the first page loads, and what there is besides, compressed. */
function sizes(first: readonly string[]): Table {
  const folder = join(root, 'out', 'renderer', 'assets');
  const files = readdirSync(folder).map((name) => {
    const bytes = readFileSync(join(folder, name));
    const packed = name.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length;
    return { name, packed };
  });
  const sum = (title: string, fits: (name: string) => boolean): string[] => {
    const total = files
      .filter(({ name }) => fits(name))
      .reduce((all, { packed }) => all + packed, 0);
    return [title, shown(total / 1000)];
  };
  const isCode = (name: string): boolean => /\.(js|css)$/.test(name);
  return {
    title: 'Size of the page, compressed',
    head: ['what', 'KB'],
    rows: [
      sum('code and styles of the first page', (name) => isCode(name) && first.includes(name)),
      sum('code and styles of all pages', isCode),
      sum('fonts; of these a page loads the scripts that it shows', (name) => !isCode(name)),
    ],
  };
}

test('the start of the window', async () => {
  const home = await makeHome('http://127.0.0.1:9', []);
  const rounds: { readonly empty: Start; readonly console: Start }[] = [];
  try {
    // The first pair fills the caches of the disk and does not count.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const empty = await startOf([join(root, 'bench', 'window', 'empty')], null);
      const console = await startOf([root, '--home', home.path], 'ready: ');
      if (round > 0) rounds.push({ empty, console });
    }
  } finally {
    await home.remove();
  }
  const of = (name: 'empty' | 'console', what: 'paint' | 'ready') =>
    rounds.map((round) => round[name][what]);
  const ratio = (what: 'paint' | 'ready') =>
    rounds.map(({ empty, console }) => console[what] / empty.paint);
  await writeResult('window-start', {
    title: 'The start of the window',
    electron: rounds[0]?.console.electron ?? 'unknown',
    notes: [
      `${String(rounds.length)} starts of an Electron with one empty window and of the console, in turn, from the start of the process until the first frame with something in it; for the console also until its gateway listens. Median, then the shortest and the longest. The ratio compares neighbours in time.`,
    ],
    tables: [
      {
        title: 'Time to the first frame',
        head: ['until', 'empty window, ms', 'console, ms', 'ratio to the empty window'],
        rows: [
          [
            'first frame',
            spread(of('empty', 'paint')),
            spread(of('console', 'paint')),
            spread(ratio('paint')),
          ],
          ['gateway ready', '–', spread(of('console', 'ready')), spread(ratio('ready'))],
        ],
      },
      sizes(rounds[0]?.console.files ?? []),
    ],
    raw: rounds,
  });
  expect(median(of('empty', 'paint'))).toBeGreaterThan(0);
});
