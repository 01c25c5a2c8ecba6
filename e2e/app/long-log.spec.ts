/** A long log and many events at once: the list stays bounded, and no event is lost or doubled. */
import type { Page } from '@playwright/test';
import { makeHome } from '../../src-main/testing/product.ts';
import { storedLog } from '../../src-main/testing/stored-log.ts';
import { expect, test, type OpenConsole } from './open-console.ts';

const STORED = 20_000;
const CAP = 20_000;

/** The column of the operation shows the number of each event. */
const numbered = <Event extends { readonly seq: number }>(event: Event) => ({
  ...event,
  operation: `No${String(event.seq)}`,
});

const withLog = test.extend<{
  log: { readonly home: string } & Awaited<ReturnType<typeof storedLog>>;
}>({
  log: async ({ browserName: _none }, use) => {
    const home = await makeHome('http://127.0.0.1:9', []);
    const log = await storedLog(home.path, numbered);
    await use({ ...log, home: home.path });
    await log.close();
    await home.remove();
  },
});

const grid = (page: Page) => page.getByRole('grid');
const rowsIn = async (page: Page) => Number(await grid(page).getAttribute('aria-rowcount')) - 1;
const rowElements = (page: Page) => grid(page).getByRole('row').count();
const lastShown = (page: Page, seq: number) =>
  expect(grid(page).getByRole('row').last()).toContainText(`No${String(seq)}`);
/** The first row in view. */
const read = (page: Page) =>
  grid(page).evaluate((element) => {
    const { left, top } = element.getBoundingClientRect();
    return document.elementFromPoint(left + 20, top + 60)?.closest('[role="row"]')?.textContent;
  });
const isAtEnd = (page: Page) =>
  grid(page).evaluate((element) => {
    const { scrollHeight, scrollTop, clientHeight } = element;
    return Math.round(scrollTop) === scrollHeight - clientHeight;
  });
/** A turn of the wheel goes on for a while. */
const atRest = (page: Page) =>
  grid(page).evaluate(async (element) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let still = 0; still < 20;) {
      const before = element.scrollTop;
      await frame();
      still = element.scrollTop === before ? still + 1 : 0;
    }
  });
const field = (page: Page) => page.getByRole('textbox', { name: 'Filter' });

async function showLog({ page }: OpenConsole): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Block log' }).click();
  await page.getByRole('button', { name: 'All requests' }).click();
  await expect.poll(() => rowsIn(page)).toBeGreaterThan(0);
}

/** Counts what is pushed to the page, beside the page itself. */
async function countPushes({ page }: OpenConsole): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const { sallyport } = window;
    Object.assign(window, { pushed: 0 });
    sallyport.on('log', ({ events }: { events: unknown[] }) => {
      (window as unknown as { pushed: number }).pushed += events.length;
    });
  });
  return () => page.evaluate(() => (window as unknown as { pushed: number }).pushed);
}

/** The numbers of all rows from first to last, as somebody sees them who scrolls through. */
function readThrough(page: Page): Promise<number[]> {
  return grid(page).evaluate(async (element) => {
    const found = new Map<number, number>();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const end = element.scrollHeight - element.clientHeight;
    const isFull = () => {
      const { left, top, bottom } = element.getBoundingClientRect();
      const [head, row] = [...element.querySelectorAll('[role="row"]')].map(
        ({ clientHeight }) => clientHeight,
      );
      // Below the last row is less than a row.
      return [top + (head ?? 0) + 2, bottom - (row ?? 0) - 2].every(
        (y) => document.elementFromPoint(left + 20, y)?.closest('[role="row"]') !== null,
      );
    };
    for (let top = 0; ; top = Math.min(top + element.clientHeight / 2, end)) {
      element.scrollTop = top;
      // Rows come when the page gets to it.
      do await frame();
      while (!isFull());
      for (const row of element.querySelectorAll('[role="row"]')) {
        const number = /No(\d+)/.exec(row.textContent)?.[1];
        if (number !== undefined) found.set(Number(row.getAttribute('aria-rowindex')), +number);
      }
      if (top >= end) break;
    }
    return [...found].sort(([one], [other]) => one - other).map(([, number]) => number);
  });
}

/** Every number between the first and the last, each once, and as many rows as the list says. */
async function expectUnbroken(page: Page, last: number): Promise<void> {
  await expect.poll(async () => (await readThrough(page)).at(-1)).toBe(last);
  const numbers = await readThrough(page);
  const first = numbers[0] ?? 0;
  expect(numbers).toEqual(Array.from({ length: last - first + 1 }, (_, at) => first + at));
  expect(numbers).toHaveLength(await rowsIn(page));
}

withLog(
  'the list is bounded, follows, counts what is new, and takes keys',
  async ({ log, openConsole }) => {
    await log.add(STORED);
    const opened = await openConsole({ home: log.home });
    const { page } = opened;
    await showLog(opened);
    const older = page.getByRole('button', { name: 'Older rows' });
    for (let rows = await rowsIn(page); rows < CAP; rows = await rowsIn(page)) {
      await older.click();
      await expect.poll(() => rowsIn(page), { intervals: [20] }).toBeGreaterThan(rows);
    }
    await lastShown(page, STORED);

    // Followed: the newest row is in view, the oldest ones are gone.
    await log.add(5000);
    await lastShown(page, log.last());
    expect(await rowsIn(page)).toBeLessThanOrEqual(CAP);
    expect(await rowElements(page)).toBeLessThan(80);

    // Somebody reads further up: nothing moves, and the button counts.
    await grid(page).hover();
    await page.mouse.wheel(0, -3000);
    const fresh = grid(page).locator('..').getByRole('button', { name: /new/ });
    await expect.poll(() => isAtEnd(page)).toBe(false);
    await atRest(page);
    const reads = await read(page);
    await log.add(1000);
    await expect(fresh).toHaveText('1,000 new');
    expect(await read(page)).toBe(reads);
    await fresh.click();
    await lastShown(page, log.last());
    await expect(fresh).toHaveCount(0);

    // Keys reach the field while events come.
    const coming = log.add(2000);
    await field(page).pressSequentially('user:alice status:200');
    await expect(field(page)).toHaveValue('user:alice status:200');
    await coming;
    expect(await rowElements(page)).toBeLessThan(80);
  },
);

withLog(
  'paused or hidden, nothing is pushed; afterwards nothing is missing',
  async ({ log, openConsole }) => {
    await log.add(300);
    const opened = await openConsole({ home: log.home });
    const { page, app } = opened;
    await showLog(opened);
    const pushed = await countPushes(opened);
    await log.add(50);
    await expect.poll(pushed).toBe(50);

    await page.getByRole('button', { name: 'Pause' }).click();
    // Its answer comes after the order of the pause was heard.
    await opened.call('status', {});
    await log.add(60);
    // Ten times what a batch takes.
    await page.waitForTimeout(1500);
    expect(await pushed()).toBe(50);
    await page.getByRole('button', { name: 'Resume' }).click();
    await lastShown(page, log.last());

    // Main's word counts: Playwright lets every page believe that it is looked at.
    const show = (shown: boolean) =>
      app.evaluate(({ BrowserWindow }, to) => {
        const [window] = BrowserWindow.getAllWindows();
        if (to) window?.show();
        else window?.hide();
        return window?.isVisible();
      }, shown);
    expect(await show(false)).toBe(false);
    await log.add(70);
    await page.waitForTimeout(1500);
    expect(await pushed()).toBe(50);
    expect(await show(true)).toBe(true);
    await expect.poll(() => rowsIn(page)).toBe(480);
    await expectUnbroken(page, log.last());
  },
);

withLog(
  'no event is lost or doubled between history and what comes live',
  async ({ log, openConsole }) => {
    await log.add(400);
    const opened = await openConsole({ home: log.home });
    const { page } = opened;
    const enough = new AbortController();
    const coming = (async () => {
      while (!enough.signal.aborted) {
        await log.add(40);
        // About 500 a second: of much more the live log gives as many as a window can take.
        await page.waitForTimeout(80);
      }
    })();
    await showLog(opened);
    const link = (name: string) => page.getByRole('navigation').getByRole('link', { name });
    for (let turn = 0; turn < 2; turn += 1) {
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByRole('button', { name: /^Blocked/ }).click();
      await page.getByRole('button', { name: 'All requests' }).click();
      await link('Overview').click();
      await link('Block log').click();
      await page.getByRole('button', { name: 'Older rows' }).click();
    }
    enough.abort();
    await coming;
    await expectUnbroken(page, log.last());
  },
);
