import { useId, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import { size } from '../theme/tokens.ts';
import { columnsFor, layoutOf } from './column.ts';
import type { Column, RowKey, Sort } from './column.ts';
import { FreshButton } from './fresh-button.tsx';
import { heightOf, rowsInView, topToShow, wholeRows } from './in-view.ts';
import { End, Frame, Rows, Scroller, Vacant, View } from './styles.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { useActiveRow } from './use-active-row.ts';
import { useFollow } from './use-follow.ts';
import { useGrid } from './use-grid.ts';
import { useRoom } from './use-room.ts';

export interface VirtualTableProps<Row> {
  /** What the table is about. */
  readonly label: string;
  /** A new array when something changed, the same row objects where nothing did. */
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => RowKey;
  /** Made once, outside of the render: a new array renders every cell again. */
  readonly columns: readonly Column<Row>[];
  /** A row that is one line over all columns: its words, else null. */
  readonly whole?: (row: Row) => string | null;
  /** Rows there are altogether, when `rows` is the part that was fetched. */
  readonly total?: number;
  readonly activeKey: RowKey | null;
  readonly onActive: (key: RowKey) => void;
  /** Enter or a double click. */
  readonly onOpen?: (row: Row) => void;
  /** Given: rows can be checked with Space, Shift and Ctrl+A. */
  readonly checked?: ReadonlySet<RowKey>;
  readonly onCheck?: (checked: ReadonlySet<RowKey>) => void;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  /** A live list whose new rows come at the end. */
  readonly follow?: boolean;
  /** In place of the rows while there are none. */
  readonly empty: ReactNode;
  /** Below the last row, always in sight: what the list holds, and where the rest is. */
  readonly end?: ReactNode;
}

/** A list that is whole ends with its last row: an empty box below would look like something missing. */
function mostOf(rows: number, withEnd: boolean): number | undefined {
  const edges = 2;
  if (rows === 0) return undefined;
  return size.tableHead + rows * size.row + (withEnd ? size.tableEnd : 0) + edges;
}

const none: ReadonlySet<RowKey> = new Set();

/** Rows of one height, however many; only those in view exist. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { rows, rowKey, follow: live = false } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const checkable = props.onCheck !== undefined;
  const room = useRoom(scroller);
  const columns = useMemo(
    () => columnsFor(props.columns, checkable, room.width),
    [props.columns, checkable, room.width],
  );
  const layout = useMemo(() => layoutOf(columns, checkable), [columns, checkable]);
  const active = useActiveRow(rows, rowKey, props.activeKey);

  const height = Math.max(0, room.height - size.tableHead);
  const follow = useFollow(scroller, rows, rowKey, live, height);
  const reveal = (index: number) => {
    const element = scroller.current;
    if (element === null) return;
    // Room for the button that floats over the last row of a live list.
    const keptFree = live ? size.row : 0;
    element.scrollTop = topToShow(index, {
      top: element.scrollTop,
      height: wholeRows(height),
      keptFree,
    });
  };
  const grid = useGrid(props, scroller, active, {
    reveal,
    hold: follow.hold,
    jumpToEnd: follow.jumpToEnd,
  });
  const idOf = (index: number) => `${id}-${String(index)}`;

  return (
    <Frame style={{ maxHeight: live ? undefined : mostOf(rows.length, props.end !== undefined) }}>
      <View>
        <Scroller
          ref={scroller}
          role="grid"
          tabIndex={0}
          aria-label={props.label}
          aria-rowcount={(props.total ?? rows.length) + 1}
          aria-multiselectable={checkable || undefined}
          aria-activedescendant={active < 0 ? undefined : idOf(active)}
          onKeyDown={grid.onKeyDown}
          onScroll={follow.onScroll}
        >
          <TableHead
            columns={columns}
            layout={layout}
            checkable={checkable}
            sort={props.sort}
            onSort={props.onSort}
          />
          <Rows
            role="rowgroup"
            onClick={grid.onClick}
            style={{ height: heightOf(rows.length, height), minWidth: layout.minWidth }}
          >
            {rowsInView(follow.first, height, rows.length, active).map(({ index, slot }) => {
              const row = rows[index];
              if (row === undefined) return null;
              const checked = checkable ? (props.checked ?? none).has(rowKey(row)) : undefined;
              return (
                <TableRow
                  key={slot}
                  id={idOf(index)}
                  row={row}
                  index={index}
                  top={index * size.row}
                  columns={columns}
                  whole={props.whole?.(row) ?? null}
                  layout={layout}
                  active={index === active}
                  checked={checked}
                  does={grid.does}
                />
              );
            })}
          </Rows>
        </Scroller>
        {rows.length === 0 && <Vacant>{props.empty}</Vacant>}
        <FreshButton count={follow.fresh} onJump={follow.jumpToEnd} />
      </View>
      {rows.length > 0 && props.end !== undefined && <End>{props.end}</End>}
    </Frame>
  );
}
