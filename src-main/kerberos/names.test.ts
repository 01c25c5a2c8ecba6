import { expect, it } from 'vitest';
import { accountName, isUpn, nameTypes, sameName, sameText, userName } from './names.ts';
import { createStamps } from './stamps.ts';

it.each([
  ['svc-proxy', nameTypes.principal, ['svc-proxy']],
  ['svc-proxy@EX.TEST', nameTypes.principal, ['svc-proxy']],
  ['svc-proxy@ex.test', nameTypes.principal, ['svc-proxy']],
  ['EX\\svc-proxy', nameTypes.principal, ['svc-proxy']],
  ['HTTP/proxy.ex.test', nameTypes.principal, ['HTTP', 'proxy.ex.test']],
  ['HTTP/proxy.ex.test@EX.TEST', nameTypes.principal, ['HTTP', 'proxy.ex.test']],
  ['svc@corp.example', nameTypes.enterprise, ['svc@corp.example']],
])('the account %s', (written, type, components) => {
  expect(accountName(written, 'EX.TEST')).toEqual({ type, components });
});

it('a user is looked up by the KDC, whatever the suffix', () => {
  expect(userName('a.b@corp.example')).toEqual({ type: 10, components: ['a.b@corp.example'] });
});

it.each(['a@b', 'ålice@exämple.test', "o'brien+x@ex.test", 'x_y-z.1@a.b.c'])(
  '%s is a UPN',
  (text) => {
    expect(isUpn(text)).toBe(true);
  },
);

it('names are one whatever the case and the form of their letters, and no more', () => {
  expect(sameText('JÜRGEN@ex.test', 'ju\u0308rgen@EX.TEST')).toBe(true);
  expect(sameText('jurgen@ex.test', 'jürgen@ex.test')).toBe(false);
  const name = (...components: readonly string[]) => ({ type: 1, components });
  expect(sameName(name('HTTP', 'a'), name('http', 'A'))).toBe(true);
  expect(sameName(name('HTTP/a'), name('HTTP', 'a'))).toBe(false);
});

it('no two authenticators have the same time, also while the clock is put back', () => {
  let now = Date.UTC(2026, 0, 1);
  const stamp = createStamps(() => now);
  const seen = new Set<string>();
  for (let nth = 0; nth < 100_000; nth++) {
    if (nth % 10_000 === 0) now -= 3_000;
    const { time, microseconds } = stamp();
    expect(time % 1000).toBe(0);
    seen.add(`${time} ${microseconds}`);
  }
  expect(seen.size).toBe(100_000);
});
