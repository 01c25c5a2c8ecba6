import { styled } from '@mui/material/styles';
import { useNavigate } from 'react-router';
import type { CountedVerdict, Overview } from '../../../src-shared/contract/window.ts';
import { pathOf } from '../../app/places.ts';
import { useGateway } from '../../stores/gateway.ts';
import { presetLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatCount, formatMilliseconds, formatRate } from '../../ui/format/number.ts';
import { size } from '../../ui/theme/tokens.ts';
import { countedTone } from './counted-tone.ts';

interface FiguresProps {
  readonly data: Overview | null;
  readonly verdict: CountedVerdict;
  readonly minutes: number;
  /** The words for the range inside the filter language: `last:1h`. */
  readonly last: string;
}

export function Figures({ data, verdict, minutes, last }: FiguresProps) {
  const navigate = useNavigate();
  const traffic = useGateway((state) =>
    state.view?.kind === 'running' ? state.view.status.traffic : null,
  );
  const { figures } = text.overview;
  const openLog = (words: string, blockedOnly: boolean) => () => {
    presetLog(words, blockedOnly);
    void navigate(pathOf.log);
  };
  const count = (value: number | undefined) => (value === undefined ? null : formatCount(value));
  const blocked = data?.blocked.requests ?? 0;
  const errors = data?.upstreamErrors ?? 0;
  return (
    <Row>
      <RequestsFigure data={data} minutes={minutes} onOpen={openLog(last, false)} />
      <Figure
        label={text.overview.counted[verdict].name}
        value={count(data?.blocked.requests)}
        sub={
          data === null
            ? ''
            : text.overviewPage.blockedSub(
                formatCount(data.blocked.clients),
                data.blocked.clients === 1,
              )
        }
        {...(blocked > 0 ? { tone: countedTone[verdict] } : {})}
        onOpen={openLog(last, true)}
      />
      <Figure
        label={figures.open}
        value={count(traffic?.streams)}
        sub={
          traffic === null
            ? ''
            : text.overviewPage.openNow(formatCount(traffic.connections), traffic.connections === 1)
        }
      />
      <LatencyFigure data={data} />
      <Figure
        label={figures.errors}
        value={count(data?.upstreamErrors)}
        sub={text.overviewPage.errorsSub}
        {...(errors > 0 ? { tone: 'blocked' } : {})}
        onOpen={openLog(`reason:upstream ${last}`, false)}
      />
    </Row>
  );
}

function RequestsFigure({
  data,
  minutes,
  onOpen,
}: Pick<FiguresProps, 'data' | 'minutes'> & { onOpen: () => void }) {
  const label = text.overview.figures.requests;
  if (data === null) return <Figure label={label} value={null} />;
  const { ews, eas } = data.requests;
  const perSecond = (ews + eas) / (minutes * 60);
  const often = perSecond >= 1;
  const rate = (count: number) => formatRate(count / (often ? minutes * 60 : minutes));
  return (
    <Figure
      label={label}
      value={formatRate(often ? perSecond : perSecond * 60)}
      unit={often ? text.units.perSecond : text.units.perMinute}
      sub={text.overview.figures.requestsSub(rate(ews), rate(eas))}
      onOpen={onOpen}
    />
  );
}

function LatencyFigure({ data }: Pick<FiguresProps, 'data'>) {
  const { addedP50 = null, addedP95 = null } = data?.latency ?? {};
  const show = (value: number | null) =>
    value === null ? text.common.none : formatMilliseconds(value);
  const [value = null, unit = ''] = addedP50 === null ? [] : show(addedP50).split(' ');
  return (
    <Figure
      label={text.overview.figures.latency}
      value={value}
      unit={unit}
      sub={addedP95 === null ? '' : text.overviewPage.latencySub(show(addedP95))}
    />
  );
}

const Row = styled('div')({
  flex: 'none',
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))',
  gap: size.gap,
});
