import { describe, expect, it } from 'vitest';
import { size } from '../theme/tokens.ts';
import { columnsFor } from './column.ts';
import type { Column } from './column.ts';
import { heightOf } from './in-view.ts';

const column = (id: string, width: number, yields?: number): Column<string> => ({
  ...{ id, title: id, width, cell: (row) => row },
  ...(yields === undefined ? {} : { yields }),
});
const all = [column('time', 100, 2), column('user', 150), column('reason', 150, 1)];
const idsIn = (room: number, checkable = false) =>
  columnsFor(all, checkable, room).map(({ id }) => id);

describe('where there is no room for all columns', () => {
  it('those that yield go, one after the other, and the others keep their place', () => {
    expect(idsIn(400)).toEqual(['time', 'user', 'reason']);
    expect(idsIn(399)).toEqual(['user', 'reason']);
    expect(idsIn(299)).toEqual(['user']);
  });

  it('one that does not yield stays, however little there is', () => {
    expect(idsIn(10)).toEqual(['user']);
  });

  it('check boxes take room, too', () => {
    expect(idsIn(400, true)).toEqual(['user', 'reason']);
  });

  it('all are shown where nobody can measure, and the list is the same as long as nothing goes', () => {
    expect(columnsFor(all, false, 0)).toBe(all);
    expect(columnsFor(all, false, 400)).toBe(all);
  });
});

describe('the height of all rows', () => {
  it('is theirs while they fit', () => {
    expect(heightOf(3, 3 * size.row)).toBe(3 * size.row);
    expect(heightOf(0, 100)).toBe(0);
  });

  it('lets the end of a longer list begin with a whole row', () => {
    const view = 3 * size.row + 7;
    const furthest = heightOf(10, view) - view;
    expect(furthest % size.row).toBe(0);
    expect(furthest).toBe(7 * size.row);
  });
});
