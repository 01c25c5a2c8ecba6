/** The built product's start: signals at any moment of it, and the accounts that share a home. */
import { spawn } from 'node:child_process';
import { chownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { launcher, makeHome, sallyport, serve, type Home } from '../testing/product.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

let home: Home;
beforeEach(async () => {
  home = await makeHome('http://127.0.0.1:9', []);
});
afterEach(() => home.remove());

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts `serve`, sends SIGTERM after `ms` and tells how it ended; null: the signal was lost. */
function terminated(ms: number): Promise<End | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, 'serve', '--home', home.path], {
      stdio: 'ignore',
    });
    let lost: NodeJS.Timeout | undefined;
    setTimeout(() => {
      child.kill('SIGTERM');
      lost = setTimeout(() => {
        child.kill('SIGKILL');
        resolve(null);
      }, PATIENCE_MS);
    }, ms);
    child.once('close', (code, signal) => {
      clearTimeout(lost);
      resolve({ code, signal });
    });
  });
}

test(
  'SIGTERM at any of 30 moments of a start ends it, in order or at once',
  async () => {
    // How long a start takes, here and now: the moments are spread over it.
    const began = performance.now();
    const gateway = await serve(home.path);
    const whole = performance.now() - began;
    await gateway.end();
    for (let at = 0; at < 30; at += 1) {
      const ms = (whole * at) / 30;
      const end = await terminated(ms);
      const orderly = end?.code === 0 && end.signal === null;
      const before = end?.code === null && end.signal === 'SIGTERM';
      expect(orderly || before, `after ${ms} ms: ${JSON.stringify(end)}`).toBe(true);
    }
    expect((await sallyport(home.path, 'check')).code).toBe(0);
  },
  15 * PATIENCE_MS,
);

/** The home and all that is in it, to `nobody`. */
function giveAway(path: string): void {
  chownSync(path, NOBODY, NOBODY);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveAway(join(path, name));
}

function ownersBelow(path: string): readonly number[] {
  const { uid } = lstatSync(path);
  if (!lstatSync(path).isDirectory()) return [uid];
  return [uid, ...readdirSync(path).flatMap((name) => ownersBelow(join(path, name)))];
}

interface Said {
  readonly code: number | null;
  readonly out: string;
}

function asNobody(...args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, ...args, '--json', '--home', home.path], {
      ...{ uid: NOBODY, gid: NOBODY, stdio: ['ignore', 'pipe', 'ignore'] },
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.once('close', (code) => resolve({ code, out }));
  });
}

test.runIf(isRoot)(
  'root leaves nothing of its own in the home of a service account, whatever the command',
  async () => {
    // A journal, whose readers make files of their own beside it.
    await (await serve(home.path)).end();
    expect((await sallyport(home.path, 'block', 'D1')).code).toBe(0);
    giveAway(home.path);
    for (const words of [
      ...[['block', 'D2'], ['allow', 'D2'], ['unset', 'D1'], ['rollback', '1'], ['init']],
      ['set', 'enable.boxer.ens.ews.proxy=false'],
    ]) {
      const refused = await sallyport(home.path, ...words);
      expect(refused.code, words.join(' ')).toBe(3);
      expect(refused.stderr).toContain(`sudo -u '#${NOBODY}' sallyport`);
    }
    for (const words of [['log'], ['blocked'], ['history'], ['why', '--device', 'D1'], ['check']]) {
      await sallyport(home.path, ...words);
    }
    expect(new Set(ownersBelow(home.path))).toEqual(new Set([NOBODY]));
    expect(await asNobody('unset', 'D1')).toMatchObject({ code: 0 });
    expect(await asNobody('check')).toMatchObject({ code: 0 });
  },
  60_000,
);

test.runIf(isRoot)('who may not enter a home is told whose it is', async () => {
  for (const words of [['block', 'D1'], ['status'], ['blocked'], ['check']]) {
    expect(await asNobody(...words), words[0]).toMatchObject({
      code: 3,
      out: expect.stringMatching(/HOME_UNSAFE.*belongs to user 0,.*sudo -u '#0' sallyport/),
    });
  }
});

test.runIf(isRoot)(
  'check sees what root left unreadable: overrides, their copy, a version',
  async () => {
    expect((await sallyport(home.path, 'block', 'D1')).code).toBe(0);
    giveAway(home.path);
    const state = join(home.path, 'state');
    const left = ['overrides.json', 'overrides.json.good', 'history/000001'].map((name) =>
      join(state, name),
    );
    for (const path of left) chownSync(path, 0, 0);
    const { code, out } = await asNobody('check');
    expect(code).toBe(3);
    for (const path of left) expect(out).toContain(path);
    chownSync(join(state, 'history'), 0, 0);
    expect(await asNobody('history')).toMatchObject({
      code: 3,
      out: expect.stringContaining('FILE_UNREADABLE'),
    });
  },
  60_000,
);
