/** Large jobs are done in a thread, and none is lost with it. */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { MANY_DEVICES, openCrew } from './crew.ts';
import { device, devices, input } from './testing.ts';
import { until, useHome, verdict } from './testing-home.ts';
import { bundleWorker } from './testing-worker.ts';

const folder = temporaryFolder(afterAll, 'crew');
let workerFile = '';
beforeAll(async () => {
  workerFile = await bundleWorker(folder);
}, PATIENCE_MS);

/** Whoever polls every 5 ms sees what lasts 50. */
const crewOf = (file: string) => {
  const crew = openCrew(file, { many: 1, delayMs: 50 });
  onTestFinished(() => crew.close());
  return crew;
};
const merged = { ok: true, value: { rows: { length: 1 } } };
const merge = (file: string) => {
  const crew = crewOf(file);
  const list = devices(device('a')).rows;
  return { crew, done: crew.run('merge', 1, devices(), list, 1, undefined, 1) };
};

describe('a job over many devices', () => {
  test('is done by the thread, which hands over memory and no copy', async () => {
    const { done } = merge(workerFile);
    const taken = await done;
    expect(taken).toMatchObject(merged);
    if (taken.ok) expect(taken.value.rows.text.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('is not done here', async () => {
    const file = join(folder, 'other.cjs');
    await writeFile(
      file,
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', ({ id }) => parentPort.postMessage({ id, ok: true, done: 'there' }));`,
    );
    expect(await merge(file).done).toBe('there');
    expect(await openCrew(file).run('pack', MANY_DEVICES - 1, [])).toMatchObject({ length: 0 });
  });

  test('that throws throws here, and the thread goes on', async () => {
    const { crew, done } = merge(workerFile);
    await done;
    await expect(crew.run('pack', 1, [null] as never)).rejects.toThrow(TypeError.name);
    expect(await crew.run('pack', 1, [input('a')])).toMatchObject({ length: 1 });
  });
});

describe('when the thread dies', () => {
  test('the next one does the job; meanwhile that is a problem', async () => {
    const file = join(folder, 'missing.cjs');
    const { crew, done } = merge(file);
    await until(() => expect(crew.problems()).toMatchObject([{ code: 'DIRECTORY_STALE' }]));
    await copyFile(workerFile, file);
    expect(await done).toMatchObject(merged);
    expect(crew.problems()).toEqual([]);
  });

  test('in the middle of a job, it is begun anew, with all that waited', async () => {
    const file = join(folder, 'fused.cjs');
    const fuse = join(folder, 'fuse');
    await writeFile(
      file,
      `const fs = require('node:fs');
       if (fs.existsSync(${JSON.stringify(fuse)})) require('./worker.cjs');
       else require('node:worker_threads').parentPort.on('message', () => {
         fs.writeFileSync(${JSON.stringify(fuse)}, '');
         process.exit(1);
       });`,
    );
    const { crew, done } = merge(file);
    const second = crew.run('pack', 1, [input('b')]);
    expect(await done).toMatchObject(merged);
    expect(await second).toMatchObject({ length: 1 });
  });

  test('and dies again and again, the job is done here: a gateway must start', async () => {
    const { crew, done } = merge(join(folder, 'never.cjs'));
    expect(await done).toMatchObject(merged);
    expect(crew.problems()).toEqual([]);
  });
});

describe('a directory of many devices', () => {
  const { feed, start } = useHome();
  const house = (count: number): DeviceInput[] =>
    Array.from({ length: count }, (_, i) => input(`d${i}`, { ids: { uem: `uem-${i}` } }));

  test('is read, changed, held, written and read again by the thread', async () => {
    const many = MANY_DEVICES + 10;
    await feed(...house(many));
    const service = await start({ workerFile });
    expect(service.current().size).toBe(many);
    await service.change({
      devices: [input('d1', { enrollment: 'wiped' }), input('new')],
      removed: ['uem-2'],
      at: Date.now(),
    });
    await feed(input('d3', { enrollment: 'wiped' }));
    await service.refresh();
    const reasons = () => ['d0', 'd1', 'd2', 'd3', 'new'].map((id) => verdict(service, id));
    const expected = ['COMPLIANT', 'DEVICE_WIPED', 'DEVICE_REMOVED', 'DEVICE_WIPED', 'COMPLIANT'];
    expect(reasons()).toEqual(expected);
    await service.close();
    const again = await start({ workerFile, feedFile: null });
    expect(again.current().size).toBe(many + 1);
    expect(['d1', 'd2', 'd3'].map((id) => verdict(again, id))).toEqual(expected.slice(1, 4));
  });
});
