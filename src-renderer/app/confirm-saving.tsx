import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { styled } from '@mui/material/styles';
import { Link as RouteLink } from 'react-router';
import { confirmSaving, dropSaving, isTooMuch, useImpact } from '../stores/impact.ts';
import { text } from '../text/text.ts';
import { formatCount } from '../ui/format/number.ts';
import { Icon } from '../ui/icons/icon.tsx';
import { color } from '../ui/theme/color.ts';
import { radius } from '../ui/theme/tokens.ts';
import { pathOf } from './places.ts';

const words = text.policies.confirm;

/** Somebody wants to save: that it is still counted, or whether they mean it. */
export function ConfirmSaving() {
  const wanted = useImpact((state) => state.wanted);
  const report = useImpact((state) => (isTooMuch(state) ? state.known?.report : undefined));
  if (wanted === null) return null;
  if (report === undefined) return <Root role="status">{words.counting}</Root>;
  const question = words.question(formatCount(report.newlyBlocked), formatCount(report.devices));
  return (
    <Root
      role="group"
      aria-label={question}
      data-asks
      onKeyDown={(event) => {
        if (event.key === 'Escape') dropSaving();
      }}
    >
      <Icon name="warning" size={16} />
      <strong>{question}</strong>
      <Link component={RouteLink} to={pathOf.policies} color="inherit" underline="always">
        {words.look}
      </Link>
      <Answers>
        <Button variant="text" onClick={dropSaving}>
          {text.common.cancel}
        </Button>
        <Button autoFocus variant="contained" color="error" onClick={confirmSaving}>
          {words.answers[wanted]}
        </Button>
      </Answers>
    </Root>
  );
}

const Root = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: '6px 10px',
  margin: '0 10px 10px',
  padding: '8px 10px 8px 12px',
  borderRadius: radius.control,
  background: color.panel,
  color: color.muted,
  '&[data-asks]': { background: color.blockedSoft, color: color.blocked },
  '& strong': { fontWeight: 600 },
  '& svg': { flex: 'none' },
});

const Answers = styled('span')({ display: 'flex', gap: 8, marginLeft: 'auto' });
