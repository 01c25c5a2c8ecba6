import { createServer, type AddressInfo } from 'node:net';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { problem } from '../../src-shared/errors.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { portOwner, withOwner } from './port-owner.ts';

const listening = async (host: string) => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, host, resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
};

test.runIf(process.platform === 'linux')('this process is found by its own socket', async () => {
  const server = await listening('127.0.0.1');
  try {
    expect(await portOwner('127.0.0.1', server.port)).toMatchObject({ pid: process.pid });
    expect(await portOwner('0.0.0.0', server.port)).toMatchObject({ pid: process.pid });
    expect(await portOwner('127.0.0.2', server.port)).toBeNull();
    const found = await withOwner(problem('PORT_IN_USE', 'taken'), '127.0.0.1', server.port);
    expect(found.message).toMatch(
      new RegExp(`^127\\.0\\.0\\.1:${server.port} is taken by .+ \\(process ${process.pid}\\)\\.$`),
    );
  } finally {
    server.close();
  }
});

describe('as the kernel writes it', () => {
  let proc: string;
  beforeEach(async () => {
    proc = temporaryFolder(onTestFinished, 'proc');
    await mkdir(join(proc, 'net'));
    await mkdir(join(proc, '981/fd'), { recursive: true });
    await writeFile(join(proc, '981/comm'), 'nginx\n');
    await symlink('socket:[4711]', join(proc, '981/fd/6'));
  });

  const rest = '00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 1';
  const table = (name: string, local: string, line = rest) =>
    writeFile(join(proc, 'net', name), `  sl  local_address ...\n   0: ${local} ${line}\n`);

  test('on one address, on every address, and over IPv6', async () => {
    const nginx = { pid: 981, name: 'nginx' };
    await table('tcp', '0100007F:01BB');
    expect(await portOwner('127.0.0.1', 443, proc)).toEqual(nginx);
    expect(await portOwner('192.0.2.1', 443, proc)).toBeNull();
    expect(await portOwner('127.0.0.1', 444, proc)).toBeNull();
    await table('tcp', '00000000:01BB');
    expect(await portOwner('192.0.2.1', 443, proc)).toEqual(nginx);
    await rm(join(proc, 'net/tcp'));
    await table('tcp6', '00000000000000000000000000000000:01BB');
    expect(await portOwner('192.0.2.1', 443, proc)).toEqual(nginx);
    expect(await portOwner('2001:db8::1', 443, proc)).toEqual(nginx);
  });

  test('a connection is no listener, and a socket of nobody we may see has no owner', async () => {
    await table('tcp', '0100007F:01BB', rest.replace(' 0A ', ' 01 '));
    expect(await portOwner('127.0.0.1', 443, proc)).toBeNull();
    await table('tcp', '0100007F:01BB', rest.replace('4711', '4712'));
    expect(await portOwner('127.0.0.1', 443, proc)).toBeNull();
  });
});

test('a system without such tables names nobody, and other problems stay as they are', async () => {
  expect(await portOwner('127.0.0.1', 443, '/does/not/exist')).toBeNull();
  const other = problem('PORT_FORBIDDEN', 'no');
  expect(await withOwner(other, '127.0.0.1', 443)).toBe(other);
});
