import { styled } from '@mui/material/styles';
import { useRef } from 'react';
import { text } from '../../text/text.ts';
import { color } from '../../ui/theme/color.ts';
import { radius, size } from '../../ui/theme/tokens.ts';
import type { GroupId } from './groups.ts';
import { usePlace } from './use-place.ts';

export type ShownGroup = GroupId | 'vendor';

/** The id of a group's title, where its link leads. */
export const groupTitleId = (id: ShownGroup) => `group-${id}`;

/** The way through a long page, where a wide window has room for it. */
export function GroupNav({ groups }: { groups: readonly ShownGroup[] }) {
  const root = useRef<HTMLElement>(null);
  const place = usePlace(root, groups.map(groupTitleId));
  return (
    <Root ref={root} aria-label={text.settings.groupsLabel}>
      <Title aria-hidden>{text.settings.groupsLabel}</Title>
      {groups.map((id) => (
        <To
          key={id}
          type="button"
          aria-current={groupTitleId(id) === place ? 'location' : undefined}
          onClick={() => document.getElementById(groupTitleId(id))?.scrollIntoView()}
        >
          {text.settings.groups[id]}
        </To>
      ))}
    </Root>
  );
}

// Stays in sight while the settings scroll.
const Root = styled('nav')({
  position: 'sticky',
  top: 'var(--stuck)',
  display: 'none',
  flex: 'none',
  flexDirection: 'column',
  alignItems: 'flex-start',
  width: size.drawer,
  padding: '0 0 0 12px',
  [`@media (min-width: ${String(size.roomy)}px)`]: { display: 'flex' },
});

const Title = styled('div')({
  padding: '0 10px 6px',
  fontSize: 12,
  fontWeight: 600,
  lineHeight: '20px',
  color: color.muted,
});

const To = styled('button')({
  all: 'unset',
  boxSizing: 'border-box',
  minWidth: 216,
  height: 32,
  padding: '0 10px',
  lineHeight: '32px',
  borderRadius: radius.control,
  color: color.muted,
  cursor: 'pointer',
  '&:hover': { background: color.hover, color: color.text },
  '&[aria-current]': { color: color.primary, fontWeight: 600 },
  '&:focus-visible': { outline: `2px solid ${color.primary}`, outlineOffset: -2 },
});
