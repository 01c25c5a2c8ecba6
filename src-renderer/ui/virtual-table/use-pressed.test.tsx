// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
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

const blocked: number[] = [];
const columns: readonly Column<Item>[] = [
  { id: 'seq', title: 'Number', width: 100, cell: ({ seq }) => `row ${String(seq)}` },
  {
    id: 'act',
    title: 'Act',
    width: 100,
    cell: ({ seq }) => (
      <button
        onClick={(event) => {
          event.stopPropagation();
          blocked.push(seq);
        }}
      >
        block
      </button>
    ),
  },
];
const keyOf = ({ seq }: Item) => seq;

let count = 0;
let restore = () => {};
beforeEach(() => {
  blocked.length = 0;
  const rowsInView = 10;
  restore = fakeLayout(
    rowsInView * size.row + size.tableHead,
    () => count * size.row + size.tableHead,
  );
});
afterEach(() => restore());

function Sample({ rows }: { readonly rows: readonly Item[] }) {
  const [active, setActive] = useState<RowKey | null>(null);
  return (
    <VirtualTable
      {...{ label: 'Sample', rowKey: keyOf, columns, empty: 'nothing', follow: true }}
      {...{ rows, activeKey: active, onActive: setActive }}
    />
  );
}

const upTo = (end: number) => {
  count = end;
  return <Sample rows={Array.from({ length: end }, (_, seq) => ({ seq }))} />;
};
const row = (seq: number) => {
  const found = screen.getByText(`row ${String(seq)}`).closest<HTMLElement>('[role="row"]');
  if (found === null) throw new Error('no row');
  return found;
};
const buttonOf = (element: HTMLElement) => element.querySelector('button')!;
const activeText = () => {
  const id = screen.getByRole('grid').getAttribute('aria-activedescendant');
  return id === null ? null : document.getElementById(id)?.firstElementChild?.textContent;
};
/** As a mouse does it: `detail` counts the clicks. */
const byMouse = { detail: 1, clientX: 10, clientY: 10 };

describe('a list that goes on under the mouse', () => {
  it('acts on the row that was pressed, where its element shows another one by now', () => {
    const { again } = show(upTo(100));
    const element = row(99);
    fireEvent.mouseDown(element, byMouse);
    // As many rows as there are elements: each shows another row in the same place.
    again(upTo(127));
    expect(element.textContent).toContain('row 126');
    fireEvent.click(element, byMouse);
    expect(activeText()).toBe('row 99');
  });

  it('does not press the button of a row for another one', () => {
    const { again } = show(upTo(100));
    const button = buttonOf(row(99));
    fireEvent.mouseDown(button, byMouse);
    again(upTo(127));
    expect(button.isConnected).toBe(true);
    fireEvent.click(button, byMouse);
    expect(blocked).toEqual([]);
    expect(activeText()).toBe('row 99');
    const now = buttonOf(row(99));
    fireEvent.mouseDown(now, byMouse);
    fireEvent.click(now, byMouse);
    expect(blocked).toEqual([99]);
  });

  it('loses no click that went down on one row and up on the next', () => {
    const { again } = show(upTo(100));
    fireEvent.mouseDown(row(95), byMouse);
    again(upTo(101));
    fireEvent.click(screen.getByText('row 95').closest('[role="rowgroup"]')!, byMouse);
    expect(activeText()).toBe('row 95');
  });

  it('takes a mouse that is drawn over rows for no click', () => {
    show(upTo(100));
    fireEvent.mouseDown(row(95), byMouse);
    fireEvent.click(row(97).closest('[role="rowgroup"]')!, { ...byMouse, clientY: 80 });
    expect(activeText()).toBeNull();
  });

  it('obeys who clicks without a mouse', () => {
    const { again } = show(upTo(100));
    fireEvent.mouseDown(row(95), byMouse);
    again(upTo(101));
    buttonOf(row(97)).click();
    expect(blocked).toEqual([97]);
  });
});
