import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { styled } from '@mui/material/styles';
import { useMediaQuery } from '@mui/material';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { MOST_CLAIMED } from '../../../src-shared/events.ts';
import type { BlockedClient } from '../../../src-shared/events.ts';
import { pathOf } from '../../app/places.ts';
import { clientRanges, loadClients, setClientRange, useClients } from '../../stores/clients.ts';
import type { ClientRange } from '../../stores/clients.ts';
import { modeOf, useGateway } from '../../stores/gateway.ts';
import { presetLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { size } from '../../ui/theme/tokens.ts';
import type { RowKey, Sort } from '../../ui/virtual-table/column.ts';
import { VirtualTable } from '../../ui/virtual-table/virtual-table.tsx';
import { DoneBanner } from '../done-banner.tsx';
import { useSearchKey } from '../use-search-key.ts';
import { clientColumns, narrowed } from './client-columns.tsx';
import { ClientDrawer } from './client-drawer.tsx';
import { foundClients, isClaimedCut, sortedClients, unknownDevices } from './client-order.ts';

/** The first time is the earlier one. */
const isOfAnotherYear = ({ firstSeen }: BlockedClient) =>
  new Date(firstSeen).getFullYear() !== new Date().getFullYear();

const keyOf = (row: { key: string }) => row.key;

export function ClientsPage() {
  useEffect(() => void loadClients(), []);
  const listed = useClients((state) => state.rows);
  const [queue, setQueue] = useState(false);
  const all = useMemo(
    () => (queue && listed !== null ? unknownDevices(listed) : listed),
    [queue, listed],
  );
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<Sort>({ column: 'last', direction: 'descending' });
  const [active, setActive] = useState<RowKey | null>(null);
  const [open, setOpen] = useState(false);
  const search = useSearchKey();
  const rows = useMemo(
    () => sortedClients(foundClients(all ?? [], query), sort),
    [all, query, sort],
  );
  const years = useMemo(() => (all ?? []).some(isOfAnotherYear), [all]);
  const roomy = useMediaQuery(`(min-width:${String(size.roomy)}px)`);
  const columns = useMemo(
    () =>
      clientColumns((row) => {
        setActive(row.key);
        setOpen(true);
      }, years),
    [years],
  );
  const narrow = useMemo(() => narrowed(columns), [columns]);
  const chosen = (all ?? []).find(({ key }) => key === active);
  const total = all?.length ?? 0;
  const count = text.clients.count(formatCount(rows.length), formatCount(total), total === 1);
  return (
    <>
      <PageHeader
        title={text.clients.title}
        meta={<span role="status">{count}</span>}
        actions={
          <>
            <SearchField
              label={text.clients.searchLabel}
              placeholder={text.clients.searchHint}
              value={query}
              onChange={setQuery}
              shortcut={['/']}
              inputRef={search}
            />
            <QueueSwitch queue={queue} onChange={setQueue} />
            <RangeSelect />
          </>
        }
      />
      <DoneBanner />
      <Split>
        <VirtualTable
          label={text.clients.title}
          rows={rows}
          rowKey={keyOf}
          columns={open && chosen !== undefined && !roomy ? narrow : columns}
          activeKey={active}
          onActive={(key) => {
            setActive(key);
            setOpen(true);
          }}
          onOpen={() => setOpen(true)}
          sort={sort}
          onSort={setSort}
          empty={<Empty filtered={(all?.length ?? 0) > 0} queue={queue} />}
          end={<WhoIsHere />}
        />
        {open && chosen !== undefined && (
          <ClientDrawer key={chosen.key} client={chosen} onClose={() => setOpen(false)} />
        )}
      </Split>
    </>
  );
}

function QueueSwitch({ queue, onChange }: { queue: boolean; onChange: (queue: boolean) => void }) {
  const words = text.clients.queue;
  const waiting = useClients((state) => unknownDevices(state.rows ?? []).length);
  return (
    <ToggleButtonGroup
      exclusive
      value={queue ? 'unknown' : 'all'}
      aria-label={words.label}
      onChange={(_event, chosen: 'all' | 'unknown' | null) => {
        if (chosen !== null) onChange(chosen === 'unknown');
      }}
    >
      <ToggleButton value="all">{words.all}</ToggleButton>
      <ToggleButton value="unknown" sx={{ whiteSpace: 'nowrap', gap: 1 }}>
        {words.unknown}
        {waiting > 0 && <span>{formatCount(waiting)}</span>}
      </ToggleButton>
    </ToggleButtonGroup>
  );
}

function RangeSelect() {
  const range = useClients((state) => state.range);
  return (
    <Select
      value={range}
      inputProps={{ 'aria-label': text.clients.range.label }}
      onChange={(event) => setClientRange(event.target.value)}
    >
      {(Object.keys(clientRanges) as ClientRange[]).map((each) => (
        <MenuItem key={each} value={each}>
          {text.clients.range[each]}
        </MenuItem>
      ))}
    </Select>
  );
}

/** Who is missing from the list was blocked before, and passes by now. */
function WhoIsHere() {
  const range = useClients((state) => state.range);
  const cut = useClients((state) => isClaimedCut(state.rows ?? []));
  const navigate = useNavigate();
  const open = () => {
    presetLog(`last:${range}`, true);
    void navigate(pathOf.log);
  };
  return (
    <>
      <span>
        {text.clients.end(text.clients.rangeWords[range])}
        {cut && ` ${text.clients.claimedCut(formatCount(MOST_CLAIMED))}`}
      </span>
      <Button
        size="small"
        variant="text"
        sx={{ flex: 'none', marginRight: '-10px' }}
        onClick={open}
      >
        {text.clients.allBlocked}
      </Button>
    </>
  );
}

function Empty({ filtered, queue }: { filtered: boolean; queue: boolean }) {
  const running = useGateway((state) => state.view?.kind === 'running');
  const mode = useGateway((state) => modeOf(state.view));
  const loaded = useClients((state) => state.rows !== null);
  const { empty } = text.clients;
  if (filtered) return <EmptyState icon="filter" {...empty.filtered} />;
  if (!running) return <EmptyState icon="plug" {...empty.stopped} />;
  if (!loaded) return null;
  if (mode === 'test') return <EmptyState icon="flask" {...empty.test} action={<WhoWouldBe />} />;
  if (mode === 'off') return <EmptyState icon="shieldOff" {...empty.off} />;
  return <EmptyState icon="shieldCheck" {...(queue ? empty.unknown : empty.now)} />;
}

/** In test mode the log answers who would be blocked. */
function WhoWouldBe() {
  const navigate = useNavigate();
  const open = () => {
    presetLog('', true);
    void navigate(pathOf.log);
  };
  return <Button onClick={open}>{text.clientsPage.showLog}</Button>;
}

const Split = styled('div')({ display: 'flex', gap: size.gap, flex: 1, minHeight: 320 });
