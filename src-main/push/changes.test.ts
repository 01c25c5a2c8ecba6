import { describe, expect, test } from 'vitest';
import type { DirectoryChange } from '../compliance/changing.ts';
import { input } from '../compliance/testing.ts';
import { success } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/errors.ts';
import { createChanges } from './changes.ts';
import { createHints } from './hints.ts';
import type { RecordsMessage } from './message.ts';
import { createRate } from './rate.ts';
import { createNonces } from './signature.ts';

/** Work that ends when it is told to. */
function gate<Given>() {
  const asked: Given[] = [];
  const ends: (() => void)[] = [];
  return {
    asked,
    work: (given: Given) => {
      asked.push(given);
      return new Promise<void>((resolve) => ends.push(resolve));
    },
    /** Ends what goes on, until nothing does. */
    finish: async () => {
      for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
        end();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

const records = (...ids: readonly string[]): RecordsMessage => ({
  ...{ kind: 'records', removed: [], devices: ids.map((id) => input(id)) },
});
const shape = ({ devices, removed }: DirectoryChange): string =>
  [...devices.map(({ deviceId, enrollment }) => `${deviceId} ${enrollment}`), ...removed].join();

function openChanges() {
  const { asked, work, finish } = gate<DirectoryChange>();
  let at = 0;
  const take = async (change: DirectoryChange): Promise<Result<unknown>> => {
    await work(change);
    return success(null);
  };
  return { changes: createChanges(take, () => new Date((at += 1))), asked, finish };
}

describe('pushed records', () => {
  test('that come while a change is made go in together, and each is told', async () => {
    const { changes, asked, finish } = openChanges();
    const told = ['a', 'b', 'c', 'd'].map(async (id) => changes.put(records(id)));
    await finish();
    expect(asked.map(shape)).toEqual(['a enrolled', 'b enrolled,c enrolled,d enrolled']);
    expect(asked.map(({ at }) => at)).toEqual([1, 4]);
    expect(await Promise.all(told)).toHaveLength(4);
  });

  test('of one device stay two changes: a wipe that an enrolment follows was a wipe', async () => {
    const { changes, asked, finish } = openChanges();
    const wiped = input('b', { enrollment: 'wiped', ids: { uem: '7' } });
    void changes.put(records('a'));
    void changes.put({ ...records(), devices: [wiped] });
    void changes.put(records('c'));
    void changes.put(records('B'));
    void changes.put({ ...records(), removed: ['b'] });
    await finish();
    expect(asked.map(shape)).toEqual(['a enrolled', 'b wiped,c enrolled', 'B enrolled', 'b']);
  });

  test('by the id of device management, too', async () => {
    const { changes, asked, finish } = openChanges();
    void changes.put(records('a'));
    void changes.put({ ...records(), devices: [input('b', { ids: { uem: '7' } })] });
    void changes.put({ ...records(), removed: ['7'] });
    await finish();
    expect(asked.map(shape)).toEqual(['a enrolled', 'b enrolled', '7']);
  });

  test('wait in a bounded line', async () => {
    const { changes, finish } = openChanges();
    const put = Array.from({ length: 300 }, () => changes.put(records('a')));
    expect(put.filter((each) => each !== null)).toHaveLength(201);
    await finish();
    expect(changes.put(records('a'))).not.toBeNull();
    await finish();
  });

  test('that cannot be taken by a bug are no end of those behind', async () => {
    let calls = 0;
    const changes = createChanges(
      async () => {
        calls += 1;
        if (calls === 1) throw new Error('bug');
        return success(null);
      },
      () => new Date(),
    );
    const first = changes.put(records('a'));
    const second = changes.put(records('a'));
    await expect(first).rejects.toThrow('bug');
    expect(await second).toMatchObject({ ok: true });
  });
});

test('notices that come during a look are one more look, and one that fails is not the last', async () => {
  const { asked, work, finish } = gate<null>();
  const failures: unknown[] = [];
  const hints = createHints(
    async () => {
      await work(null);
      throw new Error('away');
    },
    (error) => failures.push(error),
  );
  for (let number = 0; number < 5; number += 1) hints.put();
  await finish();
  expect([asked.length, failures.length]).toEqual([2, 2]);
  hints.put();
  await finish();
  expect(asked).toHaveLength(3);
});

test('fifty requests a second of one network, two hundred in all', () => {
  let now = 0;
  const rate = createRate(() => now);
  const taken = (address: string, times: number): number =>
    Array.from({ length: times }, () => rate.take(address)).filter(Boolean).length;
  expect(taken('192.0.2.1', 60)).toBe(50);
  expect(taken('2001:db8::1', 40) + taken('2001:db8::2', 40)).toBe(50);
  expect(['a', 'b', 'c'].map((address) => taken(address, 60))).toEqual([50, 50, 0]);
  now = 1000;
  expect(taken('c', 60)).toBe(50);
});

describe('nonces', () => {
  const at = 1_000_000_000;
  const take = (nonces: ReturnType<typeof createNonces>, nonce: string, time: number, now = at) =>
    nonces.take({ nonce, time: time / 1000 }, now);

  test('are remembered as long as they could pass, in a bounded memory that forgets none sooner', () => {
    const nonces = createNonces(at, 3);
    const later = at + 301_000;
    for (const nonce of ['a', 'b']) expect(take(nonces, nonce, at)).toEqual({ ok: true });
    expect(take(nonces, 'c', at + 300_000)).toEqual({ ok: true });
    expect(take(nonces, 'd', at)).toMatchObject({ why: 'memory' });
    expect(take(nonces, 'd', later, later)).toEqual({ ok: true });
    expect(take(nonces, 'c', at + 300_000, later)).toMatchObject({ why: 'replay' });
  });

  test('of before the memory began are too old', () => {
    const nonces = createNonces(at + 999);
    expect(take(nonces, 'a', at - 1000)).toMatchObject({ why: 'time' });
    expect(take(nonces, 'a', at)).toEqual({ ok: true });
  });
});
