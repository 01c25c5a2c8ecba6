import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { Console, Version } from '../../src-shared/contract/calls.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { connectChannel } from './connect.ts';
import { endpointOf, type Endpoint } from './endpoint.ts';
import { ANSWER_LIMIT, REQUEST_LIMIT } from './lines.ts';
import { serveChannel } from './serve.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const held = { held: true };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const version = (n: number): Version => ({
  version: n,
  at: '',
  by: 'x',
  from: 'init',
  files: [],
  summary: '',
});

function temporary(): string {
  const folder = temporaryFolder(onTestFinished, 'channel');
  return folder;
}

function place(): Endpoint {
  const home = temporary();
  return endpointOf({ home, socket: join(home, 'run/control.sock') });
}

async function serving(calls: Partial<Console>, endpoint = place()): Promise<Endpoint> {
  const served = await serveChannel({
    endpoint,
    console: calls as Console,
    log: quiet,
    lock: held,
  });
  if (!served.ok) throw new SallyportError(served.problems);
  cleanups.push(() => served.value.close(100));
  return endpoint;
}

async function connected(endpoint: Endpoint) {
  const client = await connectChannel(endpoint, { timeoutMs: 20_000 });
  if (!client.ok) throw new SallyportError(client.problems);
  cleanups.push(() => client.value.close());
  return client.value;
}

/** Sends bytes as they are; resolves with everything that came back once the server hung up. */
function raw(endpoint: Endpoint, send: string | Buffer, end = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path: endpoint.path, allowHalfOpen: true });
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => {
      socket.destroy();
      resolve(text);
    });
    socket.on('error', reject);
    if (end) socket.end(send);
    else socket.write(send);
  });
}

const codes = async (promise: Promise<unknown>): Promise<string[]> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SallyportError) return error.problems.map((each) => each.code);
    throw error;
  }
  return ['no failure'];
};

test('a call reaches the console with its parameters, and its answer comes back', async () => {
  const endpoint = await serving({
    set: async ({ changes }) => ({
      changed: true,
      version: Object.keys(changes).length,
      pending: [],
      warnings: [],
    }),
  });
  const client = await connected(endpoint);
  expect(await client.set({ changes: { a: '1', b: null } })).toMatchObject({ version: 2 });
});

test('calls run at the same time and may be answered out of order', async () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const endpoint = await serving({
    stop: async () => {
      await gate;
      return {};
    },
    history: async () => [version(1)],
  });
  const client = await connected(endpoint);
  const slow = client.stop({});
  const many = await Promise.all(Array.from({ length: 100 }, () => client.history({})));
  expect(many).toHaveLength(100);
  open();
  expect(await slow).toEqual({});
});

test('expected failures keep code, remedy and place; anything else is INTERNAL', async () => {
  const stale = problem('CONFIG_STALE', 'changed', { file: 'f', line: 3, key: 'k' });
  const endpoint = await serving({
    set: async () => {
      throw new SallyportError([stale]);
    },
    history: async () => {
      throw new Error('bug');
    },
  });
  const client = await connected(endpoint);
  await expect(client.set({ changes: {} })).rejects.toMatchObject({ problems: [stale] });
  expect(await codes(client.history({}))).toEqual(['INTERNAL']);
});

test('parameters of the wrong shape are refused by the server, each place named', async () => {
  const endpoint = await serving({});
  const client = await connected(endpoint);
  const wrong = client.rollback({ version: 'x' } as unknown as { version: number });
  await expect(wrong).rejects.toMatchObject({ problems: [{ code: 'USAGE', key: 'version' }] });
});

test('an answer of the wrong shape is refused by the client', async () => {
  const endpoint = await serving({ history: (async () => [{ version: 'x' }]) as never });
  const client = await connected(endpoint);
  expect(new Set(await codes(client.history({})))).toEqual(new Set(['CHANNEL']));
});

test('an unknown call gets a typed problem and the connection stays', async () => {
  const endpoint = await serving({ history: async () => [] });
  const lines = await raw(
    endpoint,
    '{"id":1,"call":"toString","params":{}}\n{"id":2,"call":"history","params":{}}\n',
    true,
  );
  const answers = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(answers).toMatchObject([
    { id: 1, ok: false, problems: [{ code: 'CHANNEL' }] },
    { id: 2, ok: true, result: [] },
  ]);
});

test.each([
  ['no JSON', 'hello\n'],
  ['no request', '[1]\n'],
  ['a missing id', '{"call":"status"}\n'],
  ['not UTF-8', Buffer.from([0xff, 0xfe, 0x0a])],
  ['too large', 'x'.repeat(REQUEST_LIMIT + 1)],
])('%s: a problem, then the server hangs up', async (_name, bytes) => {
  const endpoint = await serving({});
  const answer = JSON.parse((await raw(endpoint, bytes)).trim());
  expect(answer).toMatchObject({ id: null, ok: false, problems: [{ code: 'CHANNEL' }] });
});

test('half a line from a client that went away is dropped', async () => {
  const endpoint = await serving({});
  expect(await raw(endpoint, '{"id":1,"call":"stop","par', true)).toBe('');
});

test('an answer beyond the limit becomes a problem', async () => {
  const summary = 'x'.repeat(ANSWER_LIMIT);
  const endpoint = await serving({ history: async () => [{ ...version(1), summary }] });
  const client = await connected(endpoint);
  expect(await codes(client.history({}))).toEqual(['CHANNEL']);
});

test('closing answers the call under way, then hangs up; later calls fail', async () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const endpoint = place();
  const served = await serveChannel({
    endpoint,
    log: quiet,
    lock: held,
    console: { stop: () => gate.then(() => ({})) } as unknown as Console,
  });
  if (!served.ok) throw new SallyportError(served.problems);
  const client = await connected(endpoint);
  const idle = await connected(endpoint);
  const stopping = client.stop({});
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = served.value.close(20_000);
  open();
  expect(await stopping).toEqual({});
  await closed;
  expect(await codes(client.stop({}))).toEqual(['CHANNEL']);
  expect(await codes(idle.stop({}))).toEqual(['CHANNEL']);
  expect(await connectChannel(endpoint)).toMatchObject({ problems: [{ code: 'NOT_RUNNING' }] });
});

test('the socket is 0600 in a folder 0700; nobody there is NOT_RUNNING', async () => {
  const endpoint = place();
  expect(await connectChannel(endpoint)).toMatchObject({ problems: [{ code: 'NOT_RUNNING' }] });
  await serving({}, endpoint);
  expect(lstatSync(endpoint.path).mode & 0o777).toBe(0o600);
  expect(lstatSync(endpoint.folder!).mode & 0o777).toBe(0o700);
});

test('a folder that others may write, or that is a link, is refused on both sides', async () => {
  const home = temporary();
  const endpoint = endpointOf({ home, socket: join(home, 'run/control.sock') });
  const open = () => serveChannel({ endpoint, console: {} as Console, log: quiet, lock: held });
  mkdirSync(join(home, 'run'));
  chmodSync(join(home, 'run'), 0o770);
  expect(await open()).toMatchObject({ ok: false, problems: [{ code: 'HOME_UNSAFE' }] });
  expect(await connectChannel(endpoint)).toMatchObject({ problems: [{ code: 'HOME_UNSAFE' }] });
  rmSync(join(home, 'run'), { recursive: true });
  symlinkSync(temporary(), join(home, 'run'));
  expect(await open()).toMatchObject({ ok: false, problems: [{ code: 'HOME_UNSAFE' }] });
  expect(await connectChannel(endpoint)).toMatchObject({ problems: [{ code: 'HOME_UNSAFE' }] });
});

test.runIf(process.getuid?.() === 0)(
  'root talks to the gateway of another account, but not to whoever made its folder first',
  async () => {
    const home = temporary();
    const place = () => endpointOf({ home, socket: join(home, 'run/control.sock') });
    const run = join(home, 'run');
    await serving({ history: async () => [] }, place());
    for (const path of [home, run]) chownSync(path, 65534, 65534);
    expect(await (await connected(place())).history({})).toEqual([]);
    chownSync(run, 65533, 65533);
    expect(await connectChannel(place())).toMatchObject({ problems: [{ code: 'HOME_UNSAFE' }] });
  },
);

test('a socket left behind is replaced, but a file is not, and never without the lock', async () => {
  const endpoint = place();
  mkdirSync(endpoint.folder!, { mode: 0o700 });
  const killed = createServer().listen(endpoint.path);
  await new Promise((resolve) => killed.once('listening', resolve));
  cleanups.push(() => void killed.close());
  const console = { history: async () => [] } as unknown as Console;
  await expect(
    serveChannel({ endpoint, console, log: quiet, lock: { held: false } }),
  ).rejects.toThrow('locked');
  await serving(console, endpoint);
  expect(await (await connected(endpoint)).history({})).toEqual([]);

  const other = place();
  mkdirSync(other.folder!, { mode: 0o700 });
  writeFileSync(other.path, 'precious');
  expect(await serveChannel({ endpoint: other, console, log: quiet, lock: held })).toMatchObject({
    ok: false,
    problems: [{ code: 'HOME_UNSAFE' }],
  });
});

test('a home with a long path gets a short socket, the same through a link', async () => {
  const folder = temporary();
  const home = join(folder, 'a'.repeat(120));
  mkdirSync(home);
  const endpoint = endpointOf({ home, socket: join(home, 'run/control.sock') });
  expect(endpoint.short).toBe(true);
  expect(Buffer.byteLength(endpoint.path)).toBeLessThanOrEqual(100);
  await serving({ history: async () => [] }, endpoint);
  const link = join(folder, 'b'.repeat(120));
  symlinkSync(home, link);
  const other = endpointOf({ home: link, socket: join(link, 'run/control.sock') });
  expect(other).toEqual(endpoint);
  expect(await (await connected(other)).history({})).toEqual([]);
});

test('on Windows a pipe is named by a hash of the home', () => {
  const home = temporary();
  const endpoint = endpointOf({ home, socket: 'x' }, 'win32');
  expect(endpoint).toMatchObject({ kind: 'pipe', folder: null });
  expect(endpoint.path).toMatch(/^\\\\\.\\pipe\\sallyport-[0-9a-f]{24}$/);
});
