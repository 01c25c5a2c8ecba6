/* global window, document, fetch -- of the page, where evaluate() runs its functions */
// The console as `npm start -- --lab` runs it: real page, real gateway process, sample Exchange.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron } from '@playwright/test';

/** Rejects with what is not as it must be. `env` has a display. */
export async function driveConsole({ executable, root, env }) {
  const app = await _electron.launch({ executablePath: executable, args: [root, '--lab'], env });
  // Once it ended, Playwright cannot name it any more.
  const child = app.process();
  try {
    await drive(app, child);
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

async function drive(app, child) {
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const page = await app.firstWindow();
  await until(() => said.includes('ready: '));
  const call = (name, params = {}) =>
    page.evaluate(([to, what]) => window.sallyport.call(to, what), [name, params]);

  // Nothing of Node and nothing of Electron in the page.
  const seen = await page.evaluate(() => [typeof require, typeof process, typeof module]);
  assert.deepEqual(seen, ['undefined', 'undefined', 'undefined']);
  assert.deepEqual(await page.evaluate(() => Object.keys(window.sallyport).sort()), ['call', 'on']);

  // Fences: an injected script, another page, another window, another origin.
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    try {
      script.textContent = 'window.injected = true';
    } catch {
      // Trusted types refuse the assignment itself.
    }
    document.head.append(script);
    return window.injected === true;
  });
  assert.equal(ran, false);
  assert.equal(await page.evaluate(() => window.open('app://ui/') === null), true);
  const fetched = await page.evaluate(() =>
    fetch('http://127.0.0.1:1/').then(
      () => 'answered',
      () => 'refused',
    ),
  );
  assert.equal(fetched, 'refused');
  const escaped = await page.evaluate(() =>
    fetch('app://ui/%2e%2e%2fmain%2fmain.cjs').then((response) => response.status),
  );
  assert.equal(escaped, 404);

  // Calls of the wrong name, shape and size.
  for (const [name, params] of [
    ['nothing', {}],
    ['events', { filter: {}, limit: 501 }],
    ['set', { changes: { a: 'x'.repeat(1_100_000) } }],
  ]) {
    assert.equal((await call(name, params)).problems[0].code, 'USAGE', name);
  }

  // The gateway serves, in a process that is not ours.
  const status = await call('status');
  assert.equal(status.ok, true);
  assert.notEqual(status.value.pid, child.pid);
  assert.equal((await call('facts')).value.lab, true);
  await page.evaluate(() => {
    window.batches = [];
    window.sallyport.on('log', (events) => window.batches.push(events.length));
  });
  await call('followLog', { filter: {} });
  await until(() => page.evaluate(() => window.batches.length > 2));
  const overview = (await call('overview', { minutes: 15 })).value;
  assert.ok(overview.requests.ews + overview.requests.eas > 0);
  assert.ok(overview.buckets.some(({ requests }) => requests > 0));

  // Killed, it comes back in another process.
  process.kill(status.value.pid, 'SIGKILL');
  await until(async () => {
    const now = await call('status');
    return now.ok && now.value.pid !== status.value.pid;
  });
  assert.equal((await call('restart')).ok, true);

  // Chosen in the menu, the page restarts and says how it went.
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu().getMenuItemById('restart').click());
  await page.getByText('Restarted in').waitFor();
  assert.equal((await call('stop')).ok, true);
  assert.equal((await call('status')).problems[0].code, 'NOT_RUNNING');
  assert.equal((await call('start')).ok, true);

  // Without a window main restarts itself: the next window finds a later generation.
  assert.equal((await call('status')).value.generation, 1);
  await page.close();
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu().getMenuItemById('restart').click());
  const [next] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ app: electron }) => void electron.emit('activate')),
  ]);
  await next.waitForSelector('main h1');
  await until(() =>
    next.evaluate(async () => {
      const status = await window.sallyport.call('status', {});
      return status.ok && status.value.generation === 2;
    }),
  );

  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
}

async function until(holds) {
  while (!(await holds())) await sleep(50);
}
