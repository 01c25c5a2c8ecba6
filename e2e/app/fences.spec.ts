/** What a page of ours may not do, tried in the page. */
import { expect, test } from './open-console.ts';

test(
  'the page reaches nothing but two functions',
  { tag: '@security' },
  async ({ openConsole }) => {
    const { page, ask } = await openConsole();

    const types = '[typeof require, typeof process, typeof module, typeof Buffer]';
    expect(await page.evaluate(types)).toEqual(Array(4).fill('undefined'));
    expect(await page.evaluate('Object.keys(window.sallyport).sort()')).toEqual(['call', 'on']);

    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'window.injected = true';
      } catch {
        // Trusted types refuse the assignment itself.
      }
      document.head.append(script);
      return 'injected' in window;
    });
    expect(ran).toBe(false);
    expect(await page.evaluate(() => window.open('app://ui/') === null)).toBe(true);
    const fetched = (url: string) =>
      page.evaluate(
        (to) =>
          fetch(to).then(
            ({ status }) => String(status),
            () => 'refused',
          ),
        url,
      );
    expect(await fetched('http://127.0.0.1:1/')).toBe('refused');
    expect(await fetched('app://ui/%2e%2e%2fmain%2fmain.cjs')).toBe('404');

    const tries: [unknown, unknown][] = [
      ['nothing', {}],
      ['events', { filter: {}, limit: 501 }],
      ['set', { changes: { a: 'x'.repeat(1_100_000) } }],
    ];
    for (const [name, params] of tries) {
      expect(await ask(name, params)).toMatchObject({ ok: false, problems: [{ code: 'USAGE' }] });
    }
  },
);
