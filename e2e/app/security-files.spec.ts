/** The window's own protocol: the built files by their names, and nothing beside them. */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from './shared-console.ts';

const assets = fileURLToPath(new URL('../../out/renderer/assets', import.meta.url));
const security = { tag: '@security' };

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number;
}

const refused = [
  ...['/%2e%2e/main/main.cjs', '/%2e%2e%2fmain%2fmain.cjs', '/..%2fmain/main.cjs', '/..%5cmain'],
  ...['/%252e%252e%252fmain/main.cjs', '/assets/..%2f..%2fmain/main.cjs', '/..\\main\\main.cjs'],
  ...['/%00', '/index.html%00.png', '//etc/passwd', '/%2fetc%2fpasswd', '/C:/windows/win.ini'],
  ...['/file:///etc/passwd', '/%c0%ae%c0%ae/main/main.cjs', '/%zz', '/assets', '/assets/'],
  ...['/package.json', '/.stamp', `/${'a'.repeat(100_000)}`, `/${'../'.repeat(50)}etc/passwd`],
];

test(
  'no name leads out of the folder of the page, and no folder is listed',
  security,
  async ({ fenced }) => {
    const answers = await fenced.page.evaluate(
      (paths) =>
        Promise.all(
          paths.map(async (path) => {
            const answer = await fetch(`app://ui${path}`).catch(() => null);
            if (answer === null) return 'no address';
            const { status, headers } = answer;
            const type = headers.get('content-type');
            const policy = headers.get('content-security-policy') ?? '';
            return [status, type, policy.startsWith(`default-src 'none'`)].join(' ');
          }),
        ),
      refused,
    );
    const kinds = new Set(answers);
    kinds.delete('no address');
    expect(kinds).toEqual(new Set(['404 text/plain; charset=utf-8 true']));
  },
);

test('no other host of the scheme is answered', security, async ({ fenced }) => {
  const hosts = ['elsewhere', 'ui@elsewhere', 'ui.elsewhere', '[::1]', '127.0.0.1', 'localhost'];
  const answers = await fenced.app.evaluate(
    ({ net }, all) =>
      Promise.all(
        all.map((host) =>
          net.fetch(`app://${host}/index.html`).then(
            ({ status }) => status,
            () => 404,
          ),
        ),
      ),
    hosts,
  );
  expect(answers).toEqual(hosts.map(() => 404));
});

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
};

test(
  'only reading, with exact types and the policy on every file',
  security,
  async ({ fenced }) => {
    const names = await readdir(assets);
    const urls = ['app://ui/', ...names.map((name) => `app://ui/assets/${name}`)];
    const found = await fenced.page.evaluate(async (all) => {
      const ask = async (url: string, method: string): Promise<Answer> => {
        const answer = await fetch(url, { method });
        const headers = Object.fromEntries(answer.headers.entries());
        return { status: answer.status, headers, length: (await answer.text()).length };
      };
      const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
      return {
        gets: await Promise.all(all.map((url) => ask(url, 'GET'))),
        others: await Promise.all(methods.map((method) => ask('app://ui/', method))),
        head: await ask('app://ui/', 'HEAD'),
      };
    }, urls);
    expect(urls.length).toBeGreaterThan(5);
    for (const [at, { status, headers }] of found.gets.entries()) {
      const url = urls[at]!;
      const type = types[url.split('.').at(-1)!] ?? 'text/html; charset=utf-8';
      expect.soft({ status, type: headers['content-type'] }, url).toEqual({ status: 200, type });
      expect.soft(headers['x-content-type-options'], url).toBe('nosniff');
      expect.soft(headers['content-security-policy'], url).toContain(`default-src 'none'`);
    }
    expect(found.others.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(found.head).toMatchObject({ status: 200, length: 0 });
  },
);

test('each load has a nonce of its own', security, async ({ fenced }) => {
  const nonces = await fenced.page.evaluate(() =>
    Promise.all(
      [1, 2, 3].map(async () => {
        const { headers } = await fetch('app://ui/');
        return /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '';
      }),
    ),
  );
  expect(new Set(nonces).size).toBe(3);
  for (const nonce of nonces)
    expect(Buffer.from(nonce, 'base64').length).toBeGreaterThanOrEqual(16);
});
