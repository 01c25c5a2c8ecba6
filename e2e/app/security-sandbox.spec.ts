/** The sandbox of Chromium as an administrator without special rights has it: never with --no-sandbox. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, copyFile, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';
import { end, expect, test } from './open-console.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const NOBODY = 65534;
const asRoot = process.getuid?.() === 0;
const user = asRoot ? NOBODY : process.getuid?.();
const drop = asRoot
  ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--inh-caps=-all']
  : [];

interface Process {
  readonly pid: number;
  readonly command: string;
  /** As /proc/PID/status has it. */
  readonly status: Readonly<Record<string, string>>;
}

test(
  'without root the renderer is in the sandbox, and the gateway is nobody special',
  { tag: '@security' },
  async ({ browserName: _none }, info) => {
    const why = hindrance();
    test.skip(why !== null, why ?? '');
    const { path: folder, remove } = makeTemporary('e2e');
    let main: ChildProcess | null = null;
    try {
      main = await start(folder, info.timeout / 2);
      const all = await below(main.pid!);
      const self = all.find(({ pid }) => pid === main!.pid)!;
      expect(all.filter(({ command }) => command.includes('--no-sandbox'))).toEqual([]);
      for (const { status } of all) {
        expect(status['Uid']).toBe(Array(4).fill(user).join('\t'));
      }
      const renderers = all.filter(({ command }) => command.includes('--type=renderer'));
      expect(renderers).toHaveLength(1);
      const [renderer] = renderers;
      // Mode 2 is a filter of system calls (proc(5)).
      expect(renderer!.status).toMatchObject({ Seccomp: '2', NoNewPrivs: '1' });
      for (const { status } of [self, renderer!]) expect(status['CapEff']).toMatch(/^0+$/);
      for (const space of ['user', 'pid', 'net']) {
        const of = ({ pid }: Process) => readlink(`/proc/${pid}/ns/${space}`);
        expect(await of(renderer!), space).not.toBe(await of(self));
      }
      const gateways = all.filter(({ command }) => command.includes('node.mojom.NodeService'));
      // The gateway's and the lab's.
      expect(gateways).toHaveLength(2);
      for (const { status } of gateways) expect(status['CapEff']).toMatch(/^0+$/);
    } finally {
      if (main !== null) await end(main);
      remove();
    }
  },
);

function hindrance(): string | null {
  if (process.platform !== 'linux') return 'the sandbox is looked at through /proc, which is Linux';
  const [command, ...args] = [...drop, 'unshare', '--user', '--map-root-user', 'true'];
  if (spawnSync(command, args).status === 0) return null;
  return 'this system keeps user namespaces from programs, or has no setpriv and unshare';
}

async function start(folder: string, guardMs: number): Promise<ChildProcess> {
  const authority = join(folder, 'authority');
  if (process.env['XAUTHORITY'] !== undefined) await copyFile(process.env['XAUTHORITY'], authority);
  if (asRoot) {
    for (const each of [folder, authority])
      await chown(each, NOBODY, NOBODY).catch(() => undefined);
  }
  const own = { HOME: folder, XDG_RUNTIME_DIR: folder, TMPDIR: folder, XAUTHORITY: authority };
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  const [command, ...args] = [...drop, process.env['SALLYPORT_ELECTRON']!, root, '--lab'];
  const child = spawn(command, args, {
    env: { ...env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('ready: gateway http')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void once(child, 'close').then(() => reject(new Error(`it ended: ${said.slice(-2000)}`)));
    setTimeout(() => reject(new Error(`not ready: ${said.slice(-2000)}`)), guardMs).unref();
  });
  try {
    await ready;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return child;
}

/** A process and all that it started. */
async function below(top: number): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(look))).filter((each) => each !== null);
  const found = all.filter(({ pid }) => pid === top);
  for (const { pid } of found) {
    found.push(...all.filter(({ status }) => Number(status['PPid']) === pid));
  }
  return found;
}

async function look(pid: number): Promise<Process | null> {
  try {
    const text = await readFile(`/proc/${pid}/status`, 'utf8');
    const lines = text.split('\n').map((line) => line.split(/:\t/, 2) as [string, string]);
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return { pid, command, status: Object.fromEntries(lines) };
  } catch {
    // Gone meanwhile.
    return null;
  }
}
