/** Domain controllers by DNS: what it said last counts on while it is away. */
import { expect, test } from 'vitest';
import { createFinder } from './find-kdc.ts';
import type { SrvRecord } from './find-kdc.ts';

const dc: SrvRecord = { name: 'dc1.ex.test', port: 88, priority: 0, weight: 100 };
const found = { ok: true, value: [{ host: 'dc1.ex.test', port: 88 }] };

test('an answer counts for five minutes, and on while DNS gives none', async () => {
  let at = 0;
  let asked = 0;
  let answer: readonly SrvRecord[] | Error = [dc];
  const find = createFinder(
    [],
    () => at,
    async () => {
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  );
  expect(await find('EX.TEST')).toMatchObject(found);
  at = 4 * 60_000;
  expect(await find('EX.TEST')).toMatchObject(found);
  expect(asked).toBe(1);

  answer = new Error('SERVFAIL');
  at = 6 * 60_000;
  expect(await find('EX.TEST')).toMatchObject(found);
  expect(await find('EX.TEST')).toMatchObject(found);
  expect(asked).toBe(2);
  expect(await find('B.TEST')).toMatchObject({ ok: false, failure: { code: 'KDC_UNKNOWN' } });

  answer = [{ ...dc, name: 'dc2.ex.test' }];
  at += 60_000;
  expect(await find('EX.TEST')).toMatchObject({ value: [{ host: 'dc2.ex.test', port: 88 }] });
});
