import { styled } from '@mui/material/styles';
import { clip } from '../../../src-shared/clip.ts';
import type { ImpactChange, ImpactReport } from '../../../src-shared/contract/policies.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { color } from '../../ui/theme/color.ts';
import { size } from '../../ui/theme/tokens.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { visuallyHidden } from '../../ui/visually-hidden.ts';

const words = text.policies.impact;

/** Nobody reads more; the command line lists them all. */
const SHOWN = 100;

/** For whom something changes, who loses mail first. */
export function ImpactList({
  report: { of, newlyBlocked, newlyAllowed },
}: {
  report: ImpactReport;
}) {
  const total = newlyBlocked + newlyAllowed;
  const shown = of.slice(0, SHOWN);
  return (
    <Room>
      {total > shown.length && (
        <Clipped>{words.first(formatCount(shown.length), formatCount(total))}</Clipped>
      )}
      <List aria-label={words.list} tabIndex={0}>
        {shown.map((each, at) => (
          <Row key={at} change={each} />
        ))}
      </List>
    </Room>
  );
}

function Row({ change: { change, deviceId, users, reasonBefore, reasonAfter } }: RowProps) {
  const [before, after] = [text.reasonShort[reasonBefore], text.reasonShort[reasonAfter]];
  const isLoss = change === 'blocked';
  return (
    <Item data-change={change}>
      <Icon name={isLoss ? 'block' : 'check'} size={16} />
      <div>
        <Who>
          <strong title={users.join('\n')}>{clip(users[0] ?? text.common.none, 64)}</strong>
          {deviceId === null ? <span>{words.noDevice}</span> : <code>{clip(deviceId, 64)}</code>}
        </Who>
        <Reasons>
          <Hidden>{isLoss ? words.lose : words.get}</Hidden>
          {words.fromTo(before, after)}
        </Reasons>
      </div>
    </Item>
  );
}

interface RowProps {
  readonly change: ImpactChange;
}

const Room = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  flex: '1 1 auto',
  minHeight: 0,
  borderTop: `1px solid ${color.line}`,
  borderBottom: `1px solid ${color.line}`,
  margin: '2px 0 6px',
});

const Clipped = styled('p')({
  margin: 0,
  padding: '6px 16px',
  fontSize: 12,
  color: color.muted,
  borderBottom: `1px solid ${color.line}`,
});

const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  flex: '1 1 auto',
  minHeight: 120,
  maxHeight: 420,
  overflowY: 'auto',
  [`@media (max-width: ${String(size.railCollapses)}px)`]: { maxHeight: 220 },
  '&:focus-visible': { outline: `2px solid ${color.primary}`, outlineOffset: -2 },
});

const Item = styled('li')({
  display: 'grid',
  gridTemplateColumns: '16px minmax(0, 1fr)',
  gap: 10,
  padding: '7px 16px',
  '& + &': { borderTop: `1px solid ${color.line}` },
  '& > svg': { marginTop: 2 },
  '&[data-change="blocked"] > svg': { color: color.blocked },
  '&[data-change="allowed"] > svg': { color: color.fine },
});

const Who = styled('div')({
  display: 'flex',
  gap: 8,
  alignItems: 'baseline',
  minWidth: 0,
  '& > *': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& strong': { fontWeight: 550, flex: '0 1 auto' },
  '& code': { ...monoText, flex: '1 1 0', color: color.muted, textAlign: 'right' },
  '& span': { flex: '1 1 0', color: color.muted, fontSize: 12, textAlign: 'right' },
});

const Reasons = styled('div')({ fontSize: 12, lineHeight: '18px', color: color.muted });

const Hidden = styled('span')(visuallyHidden);
