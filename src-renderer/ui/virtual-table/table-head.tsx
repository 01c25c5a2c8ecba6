import { text } from '../../text/text.ts';
import { Icon } from '../icons/icon.tsx';
import type { Column, Sort, TableLayout } from './column.ts';
import { Head, HeadCell, Heard, SortButton } from './styles.ts';

interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly layout: TableLayout;
  readonly checkable: boolean;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}

export function TableHead<Row>(props: TableHeadProps<Row>) {
  const { columns, layout, checkable, sort } = props;
  return (
    <Head role="row" aria-rowindex={1} style={layout}>
      {checkable && (
        <HeadCell role="columnheader">
          <Heard>{text.table.select}</Heard>
        </HeadCell>
      )}
      {columns.map((column) => (
        <HeadCell
          key={column.id}
          role="columnheader"
          data-align={column.align}
          aria-sort={sort?.column === column.id ? sort.direction : undefined}
        >
          {column.sortable !== undefined ? <SortBy {...props} column={column} /> : column.title}
        </HeadCell>
      ))}
    </Head>
  );
}

const opposite = { ascending: 'descending', descending: 'ascending' } as const;

function SortBy<Row>({ column, sort, onSort }: TableHeadProps<Row> & { column: Column<Row> }) {
  const direction = sort?.column === column.id ? sort.direction : undefined;
  const next = direction === undefined ? (column.sortable ?? 'ascending') : opposite[direction];
  return (
    <SortButton
      type="button"
      data-sorted={direction}
      aria-label={text.table.sortBy(column.title)}
      onClick={() => onSort?.({ column: column.id, direction: next })}
    >
      {column.title}
      {direction !== undefined && (
        <Icon name={direction === 'ascending' ? 'chevronUp' : 'chevronDown'} size={14} />
      )}
    </SortButton>
  );
}
