import { expect, onTestFinished, test, vi } from 'vitest';
import { buildDirectory } from '../compliance/build.ts';
import type { DirectoryService } from '../compliance/service.ts';
import { withAgeLimit } from './age-limit.ts';

const HOUR = 60 * 60_000;

function limited(loadedAt: number | null) {
  let at = 0;
  let ahead = 0;
  let directory = buildDirectory({ records: [], overrides: [], loadedAt, available: true });
  const service: Partial<DirectoryService> = {
    ...{ current: () => directory, problems: () => [], close: async () => undefined },
  };
  const onChange = vi.fn<() => void>();
  const own = withAgeLimit(
    service as DirectoryService,
    () => new Date(at),
    onChange,
    () => ahead,
  );
  onTestFinished(() => own.close());
  return {
    ...{ own, onChange, later: (ms: number) => (at += ms), suspend: (ms: number) => (ahead = ms) },
    load: () => (directory = { ...directory, loadedAt: at }),
  };
}
const limitOf = (maxAgeHours: number | null) => ({
  address: { scheme: 'https', host: 'uem.test', port: 443 } as const,
  signIn: { kind: 'basic', user: 'u', password: 'p', tenantCode: 't' } as const,
  ...{ organizationGroup: null, proxy: null, bulkHours: 4, deltaMinutes: 10, maxAgeHours },
});

test('data of any age serve where no limit is set', () => {
  const { own, later } = limited(0);
  own.limitAge(limitOf(null));
  later(10_000 * HOUR);
  expect(own.current().available).toBe(true);
  own.limitAge(null);
  expect(own.problems()).toEqual([]);
});

test('older than the limit they count as none, and streams are decided anew', () => {
  const { own, later, onChange } = limited(0);
  own.limitAge(limitOf(24));
  later(24 * HOUR);
  expect(own.current().available).toBe(true);
  later(1);
  expect(own.current().available).toBe(false);
  expect(own.current()).toBe(own.current());
  expect(own.problems()).toMatchObject([{ code: 'UEM_OLD', key: 'uem.maxAgeHours' }]);
  own.limitAge(limitOf(24));
  expect(onChange).toHaveBeenCalledOnce();
  own.limitAge(limitOf(48));
  expect([own.current().available, onChange.mock.calls.length]).toEqual([true, 2]);
});

test('a clock that jumps makes no data old; what is loaded by it grows old as ever', () => {
  const { own, later, suspend, load } = limited(0);
  own.limitAge(limitOf(24));
  later(1000 * HOUR);
  suspend(999 * HOUR);
  expect(own.current().available).toBe(true);
  later(24 * HOUR);
  expect(own.current().available).toBe(false);
  load();
  expect(own.current().available).toBe(true);
  later(25 * HOUR);
  expect(own.current().available).toBe(false);
  load();
  expect(own.current().available).toBe(true);
  suspend(0);
  later(25 * HOUR);
  expect(own.current().available).toBe(false);
});
