/** The package as its users start it: with Chromium's sandbox, and as nobody in particular. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './start-package.ts';

const NOBODY = 65_534;
const root = process.getuid?.() === 0;
const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
const behind = root ? ['setpriv', ...user, '--'] : [];

/** Why there is no sandbox for that user, or null. */
function missing(): string | null {
  if (process.platform !== 'linux') return 'another system has another sandbox';
  // Some systems give the namespace and keep the rights in it: mapping a user tells.
  const unshare = ['unshare', '--user', '--map-root-user', 'true'];
  const { status } = spawnSync('env', [...behind, ...unshare]);
  return status === 0 ? null : 'setpriv, unshare or user namespaces are missing';
}

test(
  'the page runs in the sandbox, as a user without rights',
  { tag: '@security' },
  async ({ moved, open, scratch }) => {
    const why = missing();
    test.skip(why !== null, why ?? '');

    const { page, call, main, ended } = await open({
      behind,
      args: ['--lab'],
      env: ownFolders(scratch),
    });
    expect((await call('facts', {})).lab).toBe(true);
    await expect(page.getByRole('button', { name: /Restart/ }).first()).toBeVisible();

    const renderers = processesOf(moved.program).filter(({ line }) =>
      line.includes('--type=renderer'),
    );
    expect(renderers.length).toBeGreaterThan(0);
    for (const { line, status } of renderers) {
      expect(line).not.toContain('--no-sandbox');
      // 2: a filter decides about every call of the system.
      expect(status).toMatch(/^Seccomp:\s*2$/m);
      expect(status).toMatch(/^NoNewPrivs:\s*1$/m);
    }

    main.kill('SIGTERM');
    expect(await ended).toBe(0);
  },
);

/** Whatever a start writes, and the key to the display, has to belong to that user. */
function ownFolders(scratch: string): Record<string, string> {
  const runtime = join(scratch, 'runtime');
  mkdirSync(runtime, { mode: 0o700 });
  const env = { HOME: scratch, XDG_RUNTIME_DIR: runtime, TMPDIR: scratch };
  const given = process.env['XAUTHORITY'];
  const authority = join(scratch, 'authority');
  if (given !== undefined && existsSync(given)) copyFileSync(given, authority);
  if (root) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, scratch]);
  return given === undefined ? env : { ...env, XAUTHORITY: authority };
}

function processesOf(program: string): { line: string; status: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return line.startsWith(program) ? [{ line, status }] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}
