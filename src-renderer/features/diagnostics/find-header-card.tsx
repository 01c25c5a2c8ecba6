import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { HeaderSearch } from '../../../src-shared/contract/find-header.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { askHeader, loadHeaderSearch, useFindHeader } from '../../stores/find-header.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { color } from '../../ui/theme/color.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { usePolled } from '../use-polled.ts';
import { FoundHeaders } from './found-headers.tsx';
import { HeaderTrial } from './header-trial.tsx';

const words = text.diagnostics.header;
const BUSY_MS = 2000;
const QUIET_MS = 30_000;

const isOn = (search: HeaderSearch | null): boolean =>
  search?.state === 'searching' || search?.state === 'trying';

/** Which request header names the devices, among those that ENS sends: found, tried, set. */
export function FindHeaderCard() {
  const search = useFindHeader((state) => state.search);
  const failure = useFindHeader((state) => state.failure);
  const busy = useFindHeader((state) => state.busy);
  const on = isOn(search);
  usePolled(loadHeaderSearch, on ? BUSY_MS : QUIET_MS);
  return (
    <Card
      title={words.title}
      actions={
        <Buttons>
          {search !== null && search.state !== 'off' && (
            <Button size="small" variant="text" onClick={() => void askHeader({ ask: 'stop' })}>
              {on ? words.stop : words.clear}
            </Button>
          )}
          <Button
            size="small"
            loading={busy}
            loadingPosition="start"
            startIcon={<Icon name="search" size={16} />}
            onClick={() => void askHeader({ ask: 'search' })}
          >
            {on ? words.again : words.search}
          </Button>
        </Buttons>
      }
    >
      <Note>{words.help}</Note>
      {failure !== null && (
        <Space>
          <Banner
            announce
            tone="warn"
            title={words.failed}
            below={<ProblemList linked problems={failure} />}
          />
        </Space>
      )}
      {search !== null && search.state !== 'off' && (
        <>
          <State role="status">
            <Standing search={search} />
          </State>
          {search.found.length > 0 && <FoundHeaders search={search} busy={busy} />}
          {search.trial !== null && <HeaderTrial trial={search.trial} />}
        </>
      )}
    </Card>
  );
}

function Standing({ search: { state, endsAt, requests, found, trial } }: { search: HeaderSearch }) {
  const looked = words.requests(formatCount(requests), requests === 1);
  return (
    <>
      <strong>
        {state === 'over' ? words.over : words[trial === null ? 'searching' : 'trying']}
      </strong>
      {state !== 'over' && endsAt !== null && (
        <span>
          {words.until} <TimeText at={endsAt} />
        </span>
      )}
      <span>{looked}</span>
      {trial === null && found.length === 0 && <span>{words.nothing}</span>}
    </>
  );
}

const Buttons = styled('div')({ display: 'flex', gap: 8 });

const Note = styled('p')({ margin: 0, maxWidth: 860, color: color.muted });

const Space = styled('div')({ marginTop: 14 });

const State = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  gap: '2px 14px',
  marginTop: 14,
  paddingTop: 12,
  borderTop: `1px solid ${color.line}`,
  color: color.muted,
  '& strong': { fontWeight: 600, color: color.text },
});
