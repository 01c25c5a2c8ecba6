/** The Chromium of this machine, and what axe says of a page in it. */
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from '@playwright/test';
import { existsSync } from 'node:fs';

/** Undefined: there is none, and tests that need one are skipped. */
export const chromiumPath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ['--no-sandbox'],
  });
}

/** Each as rule and element; none: nothing was found. */
export async function axeFinds(page: Page): Promise<string[]> {
  // It is 650 KB, and the tool would put it into the page twice for each question.
  const isThere = await page.evaluate('typeof axe === "object"');
  // Our pages have no frames: what is legacy here spares a second page for each question, and what passed is not
  // sent over.
  const axe = new AxeBuilder({ page, ...(isThere === true ? { axeSource: ';' } : {}) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] });
  const { violations, passes } = await axe.analyze();
  if (passes.length === 0) throw new Error('axe looked at nothing');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/**
 * Chromium says it of a frame, whose parent such a frame could change. Our page has no parent: `sandbox` in its policy
 * takes away pop-ups, forms and downloads all the same (docs/security.md).
 */
const aboutFrames = /^An iframe which has both allow-scripts and allow-same-origin/;

/** Errors and warnings of the page's console from now on, violations of the policy among them. */
export function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    const counts = message.type() === 'error' || message.type() === 'warning';
    if (counts && !aboutFrames.test(text)) problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return problems;
}
