/** One round in a window into which so many events come: every step as a person does it. */
import type { Page } from '@playwright/test';
import { expect } from '../../e2e/app/open-console.ts';
import { storedIn } from './home.ts';
import type { Bench, PerProcess, Watched } from './console.ts';

export interface Round {
  readonly rate: number;
  readonly steps: Readonly<Record<Step, Watched>>;
  readonly heap: number;
  readonly own: PerProcess;
  /** Rows in the window's list when the steps began. */
  readonly rows: number;
  /** Events a second that came into the file while the log was watched. */
  readonly came: number;
}

export const steps = ['log', 'scrolling', 'typing', 'pages', 'overview'] as const;
export type Step = (typeof steps)[number];

const WATCH_MS = 3000;
const SETTLE_MS = 500;
/** Just below the cap of the window's list, so that it is reached while the round lasts. */
const ROWS = 18_000;
const WORDS = 'status:200 user:alice110@';
const headings = {
  Overview: 'Overview',
  'Blocked clients': 'Blocked clients',
  Settings: 'Settings',
  'Block log': 'Block log',
} as const;

export async function playRound(bench: Bench, home: string, rate: number): Promise<Round> {
  const { page } = bench;
  await go(bench, 'Block log');
  await page.getByRole('button', { name: 'All requests', exact: true }).click();
  bench.setRate(rate);
  await fill(page);
  const rows = await rowsIn(page);
  await page.waitForTimeout(SETTLE_MS);
  const before = storedIn(home);
  const log = await bench.watch(() => page.waitForTimeout(WATCH_MS));
  const came = (storedIn(home) - before) / log.seconds;
  const scrolling = await bench.watch(() => scroll(page));
  const { heap, own } = await bench.memory();
  const typing = await bench.watch(() => type(page));
  const pages = await bench.watch(async () => {
    for (const name of ['Settings', 'Block log', 'Blocked clients', 'Block log', 'Overview']) {
      await go(bench, name as keyof typeof headings);
      await page.waitForTimeout(SETTLE_MS);
    }
  });
  const overview = await bench.watch(() => page.waitForTimeout(WATCH_MS));
  bench.setRate(0);
  return { rate, steps: { log, scrolling, typing, pages, overview }, heap, own, rows, came };
}

async function go(bench: Bench, name: keyof typeof headings): Promise<void> {
  const { page } = bench;
  await bench.awaitHeading(headings[name]);
  await page.getByRole('navigation').getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name: headings[name] }).waitFor();
}

async function rowsIn(page: Page): Promise<number> {
  const count = await page.getByRole('grid').getAttribute('aria-rowcount');
  return Number(count) - 1;
}

/** By the button for older rows, until the list is long. */
async function fill(page: Page): Promise<void> {
  await expect.poll(() => rowsIn(page)).toBeGreaterThanOrEqual(500);
  const older = page.getByRole('button', { name: 'Older rows' });
  await older.evaluate(async (button: HTMLButtonElement, wanted) => {
    const grid = document.querySelector('[role="grid"]');
    while (Number(grid?.getAttribute('aria-rowcount')) < wanted) {
      if (!button.disabled) button.click();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }, ROWS);
}

async function scroll(page: Page): Promise<void> {
  await page.getByRole('grid').hover();
  for (let turn = 0; turn < 60; turn += 1) {
    await page.mouse.wheel(0, turn < 40 ? -420 : 420);
    await page.waitForTimeout(20);
  }
  await page.waitForTimeout(200);
}

async function type(page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type(WORDS, { delay: 60 });
  await page.waitForTimeout(1000);
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Backspace');
  await page.waitForTimeout(500);
}
