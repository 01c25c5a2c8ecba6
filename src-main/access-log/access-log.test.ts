import {
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { eventFor } from '../testing/journal-event.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openAccessLog } from './access-log.ts';
import { lineOf } from './line.ts';
import { openLog, RotatingFile, type LogHandle } from './rotating-file.ts';
import type { FinishedRequest } from '../gateway/types.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

let folder: string;
beforeEach(() => {
  folder = join(temporaryFolder(onTestFinished, 'access'), 'logs');
});

const quiet = { info: () => undefined, warn: () => undefined };
const settings = { users: false, maxBytes: 1_000_000, files: 3 };
const request: FinishedRequest = {
  method: 'POST',
  target: '/EWS/Exchange.asmx',
  route: 'ews',
  lasting: false,
  stored: true,
};
const event: JournalEvent = { ...eventFor(1), user: 'alice@contoso.test' };

function linesOf(name: string): readonly Record<string, unknown>[] {
  const text = readFileSync(join(folder, name), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function written(users: boolean, target: string): Promise<Record<string, unknown>> {
  const accessLog = openAccessLog({ folder, settings: { ...settings, users }, log: quiet });
  accessLog.record(event, { ...request, target });
  await accessLog.close();
  return linesOf('access.jsonl').at(-1) ?? {};
}

describe('a line', () => {
  test('has the path without its query, and no user', async () => {
    const line = await written(false, '/Microsoft-Server-ActiveSync?User=alice&DeviceId=D1');
    expect(line).toEqual({
      ...{ at: event.at, requestId: event.requestId, client: event.client, method: 'POST' },
      ...{ route: 'ews', path: '/Microsoft-Server-ActiveSync', status: event.status },
      ...{ answeredBy: event.answeredBy, bytesIn: event.bytesIn, bytesOut: event.bytesOut },
      ...{ hopsMs: event.hopsMs, verdict: event.verdict, reason: event.reason },
    });
    expect(JSON.stringify(line)).not.toContain('alice');
  });

  test('has the user where the setting says so', async () => {
    expect(await written(true, '/EWS/Exchange.asmx')).toMatchObject({ user: 'alice@contoso.test' });
  });

  test('keeps nothing of a target that may hold a password', async () => {
    const line = await written(false, 'http://alice:secret@host/');
    expect(line).toMatchObject({ path: null });
  });

  test('stays one line, whatever the client asked for', async () => {
    const line = await written(false, `/a\u2028\u001b[2J${'x'.repeat(9000)}`);
    expect(String(line['path']).length).toBeLessThan(300);
    expect(linesOf('access.jsonl')).toHaveLength(1);
  });
});

test('the file and its folder are for this account alone', async () => {
  await written(false, '/');
  expect(statSync(join(folder, 'access.jsonl')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

describe('rotation', () => {
  const kilobyte = Buffer.from(`${'x'.repeat(999)}\n`);

  test('by size, and so many files are kept', async () => {
    const file = new RotatingFile(folder, { maxBytes: 2500, files: 3 });
    for (let number = 0; number < 11; number += 1) await file.append(kilobyte);
    await file.close();
    expect(readdirSync(folder).sort()).toEqual([
      'access.1.jsonl',
      'access.2.jsonl',
      'access.jsonl',
    ]);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(2500);
    }
  });

  test('fewer files than before: the others go', async () => {
    const file = new RotatingFile(folder, { maxBytes: 1000, files: 5 });
    for (let number = 0; number < 6; number += 1) await file.append(kilobyte);
    expect(readdirSync(folder)).toHaveLength(5);
    file.adopt({ maxBytes: 1000, files: 1 });
    await file.append(kilobyte);
    await file.close();
    expect(readdirSync(folder)).toEqual(['access.jsonl']);
  });

  test('goes on with the file of before', async () => {
    for (const _ of [1, 2]) {
      const file = new RotatingFile(folder, { maxBytes: 10_000, files: 2 });
      await file.append(kilobyte);
      await file.close();
    }
    expect(statSync(join(folder, 'access.jsonl')).size).toBe(2000);
  });

  test('a file that was deleted underneath begins anew', async () => {
    const file = new RotatingFile(folder, { maxBytes: 10_000, files: 2 });
    await file.append(kilobyte);
    rmSync(join(folder, 'access.jsonl'));
    await file.append(kilobyte);
    await file.close();
    expect(statSync(join(folder, 'access.jsonl')).size).toBe(1000);
  });

  test.skipIf(process.platform === 'win32')('never writes through a link', async () => {
    const other = `${folder}-other`;
    writeFileSync(other, '');
    const file = new RotatingFile(folder, { maxBytes: 10_000, files: 2 });
    await file.append(kilobyte);
    await file.close();
    rmSync(join(folder, 'access.jsonl'));
    symlinkSync(other, join(folder, 'access.jsonl'));
    await expect(file.append(kilobyte)).rejects.toMatchObject({ code: 'ELOOP' });
    expect(statSync(other).size).toBe(0);
  });
});

/** A disk with so many bytes left; a write takes what fits and then fails, as ENOSPC does. */
function smallDisk(room: number) {
  const disk = { room };
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const open = async (path: string): Promise<LogHandle> => {
    const real = await openLog(path);
    const write = async (bytes: Buffer, offset: number): Promise<{ bytesWritten: number }> => {
      const length = Math.min(bytes.length - offset, disk.room);
      if (length === 0) throw full;
      disk.room -= length;
      return real.write(bytes.subarray(0, offset + length), offset);
    };
    return {
      write,
      truncate: (size) => real.truncate(size),
      stat: () => real.stat(),
      close: () => real.close(),
    };
  };
  return { disk, open };
}

describe('a full disk', () => {
  test('drops lines whole, says so, and goes on when there is room again', async () => {
    const { disk, open } = smallDisk(Math.floor(lineOf(event, request, false).length * 1.5));
    const said: string[] = [];
    const log = { info: () => said.push('again'), warn: () => said.push('fails') };
    const accessLog = openAccessLog({ folder, settings, log, open });
    accessLog.record(event, request);
    await settled(() => existsSync(join(folder, 'access.jsonl')));
    accessLog.record(event, request);
    await settled(() => accessLog.health().problem !== null);
    expect(accessLog.health()).toMatchObject({ problem: 'no space is left', dropped: 1 });
    disk.room = 100_000;
    accessLog.record(event, request);
    await settled(() => accessLog.health().problem === null);
    await accessLog.close();
    expect(accessLog.health().dropped).toBe(1);
    expect(linesOf('access.jsonl')).toHaveLength(2);
    expect(said).toEqual(['fails', 'again']);
  });

  test('a disk that does not answer: what waits is bounded, and the end does not wait for it', async () => {
    const open = (): Promise<LogHandle> => new Promise(() => undefined);
    const accessLog = openAccessLog({ folder, settings, log: quiet, open });
    for (let number = 0; number < 20_100; number += 1) accessLog.record(event, request);
    expect(accessLog.health().dropped).toBe(100);
    await accessLog.close();
  });
});

async function settled(holds: () => boolean): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come about');
}
