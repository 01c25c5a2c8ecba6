/** The content security policy of the page, tried with what an injection would try. */
import type { Page } from '@playwright/test';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { embedded, evaluations, leaks, scripts, styles, type Attack } from './attacks.ts';
import { expect, test } from './shared-console.ts';

const security = { tag: '@security' };

interface Tried {
  /** What the browser reported, as `directive blocked`. */
  readonly reported: readonly string[];
  /** Whether it worked: a script ran, a style applied. */
  readonly worked: boolean;
}

/**
 * Runs a body as a task of the page: the policy spares what a debugger evaluates. Ends with the first report.
 */
function tried(page: Page, body: string): Promise<Tried> {
  return page.evaluate(`new Promise((resolve) => {
    window.worked = false;
    const reported = [];
    const done = () => {
      document.removeEventListener('securitypolicyviolation', hear);
      resolve({ reported, worked: window.worked });
    };
    const guard = setTimeout(done, ${PATIENCE_MS});
    const hear = ({ effectiveDirective, blockedURI }) => {
      reported.push(effectiveDirective + ' ' + blockedURI);
      clearTimeout(guard);
      // What got through all the same would show now.
      setTimeout(done, 30);
    };
    document.addEventListener('securitypolicyviolation', hear);
    setTimeout(() => { try { ${body} } catch {} });
  })`);
}

/** One after the other in one page: each is refused, and reported by name. */
async function refusesAll(page: Page, attacks: readonly Attack[]): Promise<void> {
  for (const [title, body, pattern] of attacks) {
    const { worked, reported } = await tried(page, body);
    expect.soft(reported[0] ?? 'no report', title).toMatch(pattern);
    expect.soft(worked, title).toBe(false);
  }
}

test(
  'what the policy allows passes, and only the refused is reported',
  security,
  async ({ fenced }) => {
    const body = `fetch('app://ui/index.html').then(({ ok }) => {
    window.worked = ok;
    return fetch('https://elsewhere.invalid/');
  }).catch(() => {})`;
    expect(await tried(fenced.page, body)).toEqual({
      worked: true,
      reported: ['connect-src https://elsewhere.invalid/'],
    });
  },
);

test('no script that is not ours runs', security, async ({ fenced }) => {
  await refusesAll(fenced.page, scripts);
});

test('no text, blob or binary becomes code', security, async ({ fenced }) => {
  await refusesAll(fenced.page, evaluations);
});

test('no style that is not ours applies', security, async ({ fenced }) => {
  await refusesAll(fenced.page, styles);
});

test('nothing is fetched from elsewhere, nor sent there', security, async ({ fenced }) => {
  await refusesAll(fenced.page, leaks);
});

test('no frame, plug-in or base', security, async ({ fenced }) => {
  await refusesAll(fenced.page, embedded);
});

test('the page itself gives the browser nothing to report', security, async ({ fenced }) => {
  const { page } = fenced;
  await page.evaluate(() => {
    const reported: string[] = [];
    Object.assign(window, { reported });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sourceFile }) =>
      reported.push(`${effectiveDirective} ${sourceFile}`),
    );
  });
  for (const place of ['Blocked clients', 'Block log', 'Settings', 'Overview']) {
    await page.getByRole('link', { name: place }).first().click();
    await expect(page.getByRole('heading', { name: place }).first()).toBeVisible();
  }
  expect(await page.evaluate(() => (window as unknown as Tried).reported)).toEqual([]);
});
