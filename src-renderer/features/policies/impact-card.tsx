import { styled } from '@mui/material/styles';
import type { ImpactReport } from '../../../src-shared/contract/policies.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { isChange, isSettled, useImpact } from '../../stores/impact.ts';
import { useSettings } from '../../stores/settings.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { color } from '../../ui/theme/color.ts';
import { tabular } from '../../ui/theme/typography.ts';
import { ImpactList } from './impact-list.tsx';
import { shownMode } from './shown-mode.ts';

const words = text.policies.impact;

/** Who would lose or get mail if what the form shows came into force; without a change, who is blocked. */
export function ImpactCard() {
  const impact = useImpact();
  const { about, known, failed } = impact;
  const changes = isChange(about);
  const counting = about !== null && !isSettled(impact);
  return (
    <Root
      flush
      title={changes ? words.title : words.now}
      actions={<Quiet role="status">{counting ? words.counting : ''}</Quiet>}
    >
      {about === null && <Note>{words.invalid}</Note>}
      {failed !== null && failed.about === about ? (
        <Failed>
          <strong>{words.failed}</strong>
          <ProblemList linked problems={failed.problems} />
        </Failed>
      ) : (
        known !== null && <Told report={known.report} changes={isChange(known.about)} />
      )}
    </Root>
  );
}

interface ToldProps {
  readonly report: ImpactReport;
  readonly changes: boolean;
}

function Told({ report, changes }: ToldProps) {
  const { newlyBlocked, newlyAllowed, asIfEnforced, clients } = report;
  const differs = newlyBlocked + newlyAllowed > 0;
  return (
    <>
      {changes && differs && <Figures report={report} />}
      {changes && !differs && <Note>{words.nobody}</Note>}
      {changes && asIfEnforced && differs && <Note data-warns>{words.asIfEnforced}</Note>}
      <Blocked report={report} changes={changes} />
      {changes && differs && <ImpactList report={report} />}
      <Foot>{words.over(formatCount(clients), clients === 1)}</Foot>
    </>
  );
}

function Figures({ report: { devices, newlyBlocked, newlyAllowed } }: { report: ImpactReport }) {
  return (
    <Row>
      <Figure data-tone={newlyBlocked > 0 ? 'blocked' : undefined}>
        <strong>{formatCount(newlyBlocked)}</strong>
        <span>{words.lose}</span>
      </Figure>
      <Figure data-tone={newlyAllowed > 0 ? 'fine' : undefined}>
        <strong>{formatCount(newlyAllowed)}</strong>
        <span>{words.get}</span>
      </Figure>
      <Of>{words.of(formatCount(devices), devices === 1)}</Of>
    </Row>
  );
}

function Blocked({ report: { blocked, devices }, changes }: ToldProps) {
  const mode = useSettings(shownMode);
  if (mode === null) return null;
  if (mode === 'off') return <Note>{words.blocked.off}</Note>;
  const say = mode === 'enforce' && changes ? words.blocked.then : words.blocked[mode];
  return <Note>{say(formatCount(blocked), formatCount(devices))}</Note>;
}

// The list in it scrolls, so that the whole stays in sight.
const Root = styled(Card)({ flexShrink: 1, minHeight: 132, overflow: 'hidden' });

const Quiet = styled('span')({ fontSize: 12, lineHeight: '16px', color: color.muted });

const Row = styled('div')({
  display: 'flex',
  alignItems: 'flex-end',
  flexWrap: 'wrap',
  gap: '4px 20px',
  padding: '0 16px 8px',
});

const Figure = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  '& strong': {
    ...tabular,
    fontSize: 28,
    fontWeight: 650,
    lineHeight: '34px',
    letterSpacing: '-0.02em',
  },
  '& span': { fontSize: 12, color: color.muted },
  '&[data-tone="blocked"] strong': { color: color.blocked },
  '&[data-tone="fine"] strong': { color: color.fine },
});

const Of = styled('span')({ ...tabular, fontSize: 12, color: color.muted, marginLeft: 'auto' });

const Note = styled('p')({
  margin: 0,
  padding: '0 16px 8px',
  '&[data-warns]': { color: color.warn },
});

const Foot = styled('p')({
  margin: 0,
  padding: '4px 16px 14px',
  fontSize: 12,
  lineHeight: '18px',
  color: color.muted,
});

const Failed = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 6,
  padding: '0 16px 14px',
  '& strong': { fontWeight: 600, color: color.blocked },
});
