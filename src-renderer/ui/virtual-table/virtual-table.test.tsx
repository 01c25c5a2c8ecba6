// @vitest-environment jsdom
import { act, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeLayout } from '../../testing/layout.ts';
import { show } from '../../testing/show.tsx';
import { size } from '../theme/tokens.ts';
import type { Column, RowKey } from './column.ts';
import { VirtualTable } from './virtual-table.tsx';

interface Item {
  readonly seq: number;
}

const columns: readonly Column<Item>[] = [
  { id: 'seq', title: 'Number', width: 100, cell: ({ seq }) => `row ${String(seq)}` },
];
const keyOf = ({ seq }: Item) => seq;
const items = (from: number, to: number): Item[] =>
  Array.from({ length: to - from }, (_, index) => ({ seq: from + index }));

// Ten rows and the head are in view.
const viewHeight = 10 * size.row + size.tableHead;
let count = 0;
let restore = () => {};

beforeEach(() => {
  restore = fakeLayout(viewHeight, () => count * size.row + size.tableHead);
});
afterEach(() => restore());

interface SampleProps {
  readonly rows: readonly Item[];
  readonly follow?: boolean;
  readonly checkable?: boolean;
  readonly onOpen?: (item: Item) => void;
}

function Sample({ rows, follow = false, checkable = false, onOpen }: SampleProps) {
  const [active, setActive] = useState<RowKey | null>(null);
  const [checked, setChecked] = useState<ReadonlySet<RowKey>>(new Set());
  return (
    <VirtualTable
      label="Sample"
      rows={rows}
      rowKey={keyOf}
      columns={columns}
      activeKey={active}
      onActive={setActive}
      {...(onOpen === undefined ? {} : { onOpen })}
      {...(checkable ? { checked, onCheck: setChecked } : {})}
      follow={follow}
      empty="nothing here"
    />
  );
}

const sample = (rows: readonly Item[], props: Omit<SampleProps, 'rows'> = {}) => {
  count = rows.length;
  return <Sample rows={rows} {...props} />;
};

const grid = () => screen.getByRole('grid');
const press = (key: string, more = {}) => fireEvent.keyDown(grid(), { key, ...more });
const activeText = () => {
  const id = grid().getAttribute('aria-activedescendant');
  return id === null ? null : (document.getElementById(id)?.textContent ?? 'not in the page');
};
const firstInView = () => Math.round(grid().scrollTop / size.row);
const scrollTo = (row: number) =>
  act(() => {
    grid().scrollTop = row * size.row;
  });

describe('keyboard', () => {
  it('walks through the rows and keeps the active one in the page', () => {
    show(sample(items(0, 1000)));
    expect(activeText()).toBeNull();
    press('ArrowDown');
    expect(activeText()).toBe('row 0');
    press('ArrowDown');
    press('ArrowDown');
    press('ArrowUp');
    expect(activeText()).toBe('row 1');
    press('PageDown');
    expect(activeText()).toBe('row 10');
    press('End');
    expect(activeText()).toBe('row 999');
    expect(firstInView()).toBe(990);
    press('PageUp');
    expect(activeText()).toBe('row 990');
    press('Home');
    expect(activeText()).toBe('row 0');
    scrollTo(500);
    expect(activeText()).toBe('row 0');
  });

  it('opens with Enter, and leaves other keys alone', () => {
    const opened: number[] = [];
    show(sample(items(0, 20), { onOpen: ({ seq }) => opened.push(seq) }));
    press('ArrowDown');
    press('Enter');
    expect(opened).toEqual([0]);
    expect(press('x')).toBe(true);
    expect(press('ArrowDown')).toBe(false);
  });

  it('checks with Space, Shift and Ctrl+A', () => {
    show(sample(items(0, 8), { checkable: true }));
    const checked = () =>
      screen
        .getAllByRole('row', { selected: true })
        .map(({ textContent }) => textContent)
        .join();
    press('ArrowDown');
    press(' ');
    expect(checked()).toBe('row 0');
    press('ArrowDown', { shiftKey: true });
    press('ArrowDown', { shiftKey: true });
    expect(checked()).toBe('row 0,row 1,row 2');
    press(' ');
    expect(checked()).toBe('row 0,row 1');
    press('a', { ctrlKey: true });
    expect(screen.getAllByRole('row', { selected: true })).toHaveLength(8);
  });
});

describe('what a reader of the screen hears', () => {
  it('has counts and places, with few rows in the page', () => {
    show(sample(items(0, 5000)));
    expect(grid().getAttribute('aria-rowcount')).toBe('5001');
    const rows = screen.getAllByRole('row');
    expect(rows.length).toBeLessThan(40);
    expect(rows[0]?.getAttribute('aria-rowindex')).toBe('1');
    expect(rows[1]?.getAttribute('aria-rowindex')).toBe('2');
  });

  it('says why it is empty', () => {
    show(sample([]));
    expect(screen.getByText('nothing here')).toBeTruthy();
  });
});

describe('a live list', () => {
  it('stays at its end while the reader is there', () => {
    const { again } = show(sample(items(0, 100), { follow: true }));
    expect(firstInView()).toBe(90);
    again(sample(items(0, 150), { follow: true }));
    expect(firstInView()).toBe(140);
    expect(screen.queryByText(/new$/)).toBeNull();
  });

  it('lets a reader who left the end read on, counts what came, and goes back', () => {
    const { again } = show(sample(items(0, 100), { follow: true }));
    scrollTo(40);
    again(sample(items(0, 107), { follow: true }));
    expect(firstInView()).toBe(40);
    fireEvent.click(screen.getByText('7 new'));
    expect(firstInView()).toBe(97);
    again(sample(items(0, 120), { follow: true }));
    expect(firstInView()).toBe(110);
  });

  it('follows again when the reader scrolls to the end', () => {
    const { again } = show(sample(items(0, 100), { follow: true }));
    scrollTo(40);
    scrollTo(90);
    again(sample(items(0, 120), { follow: true }));
    expect(firstInView()).toBe(110);
    expect(screen.queryByText(/new$/)).toBeNull();
  });

  it('keeps the row that is read in its place when rows go at the front', () => {
    const { again } = show(sample(items(0, 100), { follow: true }));
    scrollTo(40);
    again(sample(items(25, 110), { follow: true }));
    expect(firstInView()).toBe(15);
    again(sample(items(60, 130), { follow: true }));
    expect(screen.getByText('30 new')).toBeTruthy();
  });

  it('does not carry off a row that was clicked', () => {
    const { again } = show(sample(items(0, 100), { follow: true }));
    fireEvent.click(screen.getByText('row 99'));
    again(sample(items(0, 130), { follow: true }));
    expect(firstInView()).toBe(90);
    expect(activeText()).toBe('row 99');
    press('End');
    again(sample(items(0, 140), { follow: true }));
    expect(firstInView()).toBe(130);
  });

  it('keeps the active row by its key', () => {
    const { again } = show(sample(items(0, 100), { follow: true }));
    scrollTo(40);
    fireEvent.click(screen.getByText('row 45'));
    again(sample(items(30, 110), { follow: true }));
    expect(activeText()).toBe('row 45');
    again(sample(items(60, 120), { follow: true }));
    expect(activeText()).toBeNull();
  });
});
