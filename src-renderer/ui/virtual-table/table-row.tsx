import { memo } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { Icon } from '../icons/icon.tsx';
import type { Column, TableLayout } from './column.ts';
import { cellClass, checkClass, rowClass } from './styles.ts';

interface TableRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly index: number;
  /** Pixels from the top of the rows. */
  readonly top: number;
  readonly columns: readonly Column<Row>[];
  /** Instead of the cells. */
  readonly whole: string | null;
  readonly layout: TableLayout;
  readonly active: boolean;
  /** Undefined: rows of this table cannot be checked. */
  readonly checked: boolean | undefined;
  readonly does: RowDoes<Row>;
}

/** What the mouse does with a row: by the row, since its place may be another one by then. */
export interface RowDoes<Row> {
  readonly press: (row: Row, event: MouseEvent) => void;
  /** Before anything else: true where the button was pressed on another row, and this one is not meant. */
  readonly divert: (row: Row, event: MouseEvent) => boolean;
  readonly point: (row: Row) => void;
  readonly open: (row: Row) => void;
  readonly check: (row: Row, reach: boolean) => void;
}

function TableRowPlain<Row>(props: TableRowProps<Row>) {
  const { id, row, index, top, columns, whole, layout, active, checked, does } = props;
  return (
    <div
      className={rowClass}
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={checked ?? active}
      data-active={active || undefined}
      data-checked={checked === true || undefined}
      style={{ ...layout, transform: `translateY(${String(top)}px)` }}
      onMouseDown={(event) => does.press(row, event)}
      onClickCapture={(event) => {
        if (does.divert(row, event)) event.stopPropagation();
      }}
      onClick={() => does.point(row)}
      onDoubleClick={() => does.open(row)}
    >
      {checked !== undefined && (
        <div
          className={cellClass}
          role="gridcell"
          data-check
          onClick={(event) => {
            event.stopPropagation();
            does.check(row, event.shiftKey);
          }}
        >
          <span className={checkClass} data-checked={checked || undefined}>
            {checked && <Icon name="check" size={12} />}
          </span>
        </div>
      )}
      {whole === null ? (
        <Cells row={row} columns={columns as readonly Column<unknown>[]} />
      ) : (
        <div
          className={cellClass}
          role="gridcell"
          data-whole
          aria-colspan={columns.length}
          title={whole}
        >
          {whole}
        </div>
      )}
    </div>
  );
}

/** A row that does not change is not rendered again when others come or the view scrolls. */
export const TableRow = memo(TableRowPlain) as typeof TableRowPlain;

interface CellsProps {
  readonly row: unknown;
  readonly columns: readonly Column<unknown>[];
}

// Apart from the row: a row whose place changes keeps its cells.
const Cells = memo(function Cells({ row, columns }: CellsProps) {
  return columns.map((column) => {
    const content = column.cell(row);
    return (
      <div
        className={cellClass}
        key={column.id}
        role="gridcell"
        data-align={column.align}
        data-mono={column.mono === true || undefined}
        title={hoverText(column, row, content)}
      >
        {content}
      </div>
    );
  });
});

function hoverText(column: Column<unknown>, row: unknown, content: ReactNode): string | undefined {
  if (column.hover !== undefined) return column.hover(row);
  return typeof content === 'string' ? content : undefined;
}
