/** One console for many tests that only try what is refused: each finds its page freshly loaded. */
import { end, expect, launch, test as base, type OpenConsole } from './open-console.ts';

interface Shared {
  /** The same for every test of a worker. After it the page must be where it was. */
  readonly fenced: OpenConsole;
}

export const test = base.extend<Shared, { readonly held: OpenConsole }>({
  held: [
    async ({ browserName: _none }, use) => {
      const held = await launch({});
      await use(held);
      await end(held.main);
    },
    { scope: 'worker' },
  ],
  fenced: async ({ held }, use) => {
    await held.page.reload();
    await expect(held.page.getByRole('button', { name: /Restart/ }).first()).toBeVisible();
    await use(held);
    expect(held.main.exitCode).toBeNull();
    expect(new URL(held.page.url()).host).toBe('ui');
    // One that a test destroyed is gone a moment later.
    await expect.poll(() => held.app.windows().length).toBe(1);
  },
});

export { expect };
