import { styled } from '@mui/material/styles';
import { useMediaQuery } from '@mui/material';
import { useMemo, useState } from 'react';
import { modeOf, useGateway } from '../../stores/gateway.ts';
import { useLog } from '../../stores/log.ts';
import { useOutages } from '../../stores/outages.ts';
import { text } from '../../text/text.ts';
import { size } from '../../ui/theme/tokens.ts';
import type { RowKey } from '../../ui/virtual-table/column.ts';
import { VirtualTable } from '../../ui/virtual-table/virtual-table.tsx';
import { gapText } from './gap-text.ts';
import { logColumns } from './log-columns.tsx';
import type { LogSituation } from './log-columns.tsx';
import { LogDrawer } from './log-drawer.tsx';
import { LogEmpty } from './log-empty.tsx';
import { isGap, lineKey, withGaps } from './log-lines.ts';
import type { LogLine } from './log-lines.ts';

const wholeLine = (line: LogLine) => (isGap(line) ? gapText(line.gap) : null);
const empty = <LogEmpty />;

/** The part of the page that is rendered with every batch of rows; nothing else may be. */
export function LogRows() {
  const rows = useLog((state) => state.rows);
  // While the first page is read nobody knows what the list is without.
  const more = useLog((state) => state.more || (state.loading && state.rows.length === 0));
  const since = useLog((state) => state.since);
  const outages = useOutages((state) => state.outages);
  const lines = useMemo(() => withGaps(rows, outages, more, since), [rows, outages, more, since]);
  const [active, setActive] = useState<RowKey | null>(null);
  const [open, setOpen] = useState(false);
  const chosen = open && active !== null ? rows.find(({ id }) => id === active) : undefined;
  const columns = useColumns(rows[0]?.event.at, chosen !== undefined);
  return (
    <Split>
      <VirtualTable
        follow
        label={text.log.title}
        rows={lines}
        rowKey={lineKey}
        whole={wholeLine}
        columns={columns}
        activeKey={active}
        onActive={(key) => {
          setActive(key);
          setOpen(true);
        }}
        onOpen={() => setOpen(true)}
        empty={empty}
      />
      {chosen !== undefined && (
        <LogDrawer key={chosen.id} row={chosen} onClose={() => setOpen(false)} />
      )}
    </Split>
  );
}

/** @param oldest when the first row was: rows of another day need room for it */
function useColumns(oldest: string | undefined, beside: boolean) {
  const blockedOnly = useLog((state) => state.blockedOnly);
  const testing = useGateway((state) => modeOf(state.view) === 'test');
  const roomy = useMediaQuery(`(min-width:${String(size.roomy)}px)`);
  const times = oldest === undefined ? 'today' : timesSince(new Date(oldest), new Date());
  return logColumns({
    beside: beside && !roomy,
    times,
    blockable: !blockedOnly || testing,
  });
}

function timesSince(oldest: Date, now: Date): LogSituation['times'] {
  if (oldest.getFullYear() !== now.getFullYear()) return 'years';
  return oldest.toDateString() === now.toDateString() ? 'today' : 'days';
}

const Split = styled('div')({ display: 'flex', gap: size.gap, flex: 1, minHeight: 320 });
