import { beforeEach, expect, test, vi } from 'vitest';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { chooser } from './chosen.ts';

const show = vi.fn<() => void>();
const quit = vi.fn<() => void>();
const restart = vi.fn<() => Promise<unknown>>();
const told: string[] = [];
const later: string[] = [];
let hasPage = true;
const warned = vi.fn();
const choose = chooser({
  ...{ show, quit, restart },
  page: {
    tell: (id) => {
      if (hasPage) told.push(id);
      return hasPage;
    },
    tellNext: (id) => void later.push(id),
  },
  log: { info: () => undefined, warn: warned, error: () => undefined },
});

beforeEach(() => {
  vi.clearAllMocks();
  told.length = 0;
  later.length = 0;
  restart.mockResolvedValue({});
});

test('with a page, the page restarts, in front of whoever chose it', () => {
  hasPage = true;
  choose('restart');
  expect(told).toEqual(['restart']);
  expect(show).toHaveBeenCalledOnce();
  expect(restart).not.toHaveBeenCalled();
});

test('without one, main restarts, and no window comes up', async () => {
  hasPage = false;
  choose('restart');
  await expect.poll(() => restart).toHaveBeenCalledOnce();
  expect(show).not.toHaveBeenCalled();
  expect(later).toEqual([]);
});

test('a refused restart brings the window, which says why', async () => {
  hasPage = false;
  restart.mockRejectedValue(new SallyportError([problem('NOT_RUNNING', 'no gateway runs')]));
  choose('restart');
  await expect.poll(() => show).toHaveBeenCalledOnce();
  expect(warned).toHaveBeenCalledOnce();
});

test('any other action of the page brings the window, whose page is told of it', () => {
  hasPage = false;
  choose('settings');
  expect(later).toEqual(['settings']);
  expect(show).toHaveBeenCalledOnce();
  expect(restart).not.toHaveBeenCalled();
});

test('open and quit need no page', () => {
  hasPage = true;
  choose('openWindow');
  choose('quit');
  expect(told).toEqual([]);
  expect(show).toHaveBeenCalledOnce();
  expect(quit).toHaveBeenCalledOnce();
});
