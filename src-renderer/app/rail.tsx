import Tooltip from '@mui/material/Tooltip';
import { styled } from '@mui/material/styles';
import { useMediaQuery } from '@mui/material';
import { NavLink } from 'react-router';
import { useClients } from '../stores/clients.ts';
import { text } from '../text/text.ts';
import { formatCount } from '../ui/format/number.ts';
import { Icon } from '../ui/icons/icon.tsx';
import { color } from '../ui/theme/color.ts';
import { radius, size } from '../ui/theme/tokens.ts';
import { visuallyHidden } from '../ui/visually-hidden.ts';
import { places } from './places.ts';
import { tabular } from '../ui/theme/typography.ts';

export function Rail() {
  const narrow = useMediaQuery(`(max-width:${String(size.railCollapses)}px)`);
  const blocked = useClients((state) => state.rows?.length ?? 0);
  return (
    <Root aria-label={text.frame.navigation} data-narrow={narrow || undefined}>
      {places.map(({ id, path, icon }) => {
        const name = text.frame.pages[id];
        const count = id === 'blocked' ? blocked : 0;
        return (
          <Tooltip key={id} title={narrow ? name : ''} placement="right" describeChild>
            <Place
              to={path}
              end
              aria-description={count > 0 ? text.frame.blockedNow(formatCount(count)) : undefined}
            >
              <Icon name={icon} />
              <Name>{name}</Name>
              {count > 0 && <Count aria-hidden>{formatCount(count)}</Count>}
            </Place>
          </Tooltip>
        );
      })}
    </Root>
  );
}

const Root = styled('nav')({
  flex: 'none',
  display: 'flex',
  flexDirection: 'column',
  gap: 2,
  width: size.rail,
  padding: '12px 8px',
  background: color.panel,
  borderRight: `1px solid ${color.line}`,
  '&[data-narrow]': { width: size.railNarrow },
});

const Place = styled(NavLink)({
  position: 'relative',
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  height: 34,
  padding: '0 12px',
  borderRadius: radius.control,
  fontWeight: 550,
  color: color.muted,
  textDecoration: 'none',
  '[data-narrow] > &': { padding: 0, justifyContent: 'center' },
  '&:hover': { background: color.hover, color: color.text },
  '&[aria-current]': { background: color.primarySoft, color: color.primary },
});

const Name = styled('span')({
  flex: 1,
  whiteSpace: 'nowrap',
  '[data-narrow] &': visuallyHidden,
});

const Count = styled('span')({
  ...tabular,
  minWidth: 22,
  padding: '0 7px',
  borderRadius: radius.pill,
  fontSize: 11,
  fontWeight: 650,
  lineHeight: '18px',
  textAlign: 'center',
  color: color.blocked,
  background: color.blockedSoft,
  '[data-narrow] &': { position: 'absolute', top: -3, right: -5, minWidth: 16, padding: '0 4px' },
});
