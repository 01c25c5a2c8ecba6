import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { styled } from '@mui/material/styles';
import { useMediaQuery } from '@mui/material';
import { actions } from '../../src-shared/actions.ts';
import { isCold, useGateway } from '../stores/gateway.ts';
import { setTheme, useWindow } from '../stores/window.ts';
import { text } from '../text/text.ts';
import { Icon, Mark } from '../ui/icons/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ModeChip } from '../ui/mode-chip.tsx';
import { StatusChip } from '../ui/status-chip.tsx';
import { color } from '../ui/theme/color.ts';
import { size } from '../ui/theme/tokens.ts';
import { visuallyHidden } from '../ui/visually-hidden.ts';
import { ActionButton } from './action-button.tsx';
import { useAction } from './actions-context.ts';
import { shownState } from './shown-state.ts';
import { isMendable } from './ways-out.tsx';
import { Where } from './where.tsx';

const narrowest = `@media (max-width: ${String(size.narrowest)}px)`;

export function TitleBar() {
  return (
    <Bar>
      <Brand>
        <Mark />
        <div data-words>
          {text.common.product}
          <Machine>{text.app.machine}</Machine>
        </div>
      </Brand>
      <State />
      <Where />
      <Tools />
    </Bar>
  );
}

function State() {
  const view = useGateway((state) => state.view);
  const assumed = useGateway((state) => state.assumed);
  const narrow = useMediaQuery(`(max-width:${String(size.railCollapses)}px)`);
  const { state, reason } = shownState(view, assumed);
  return (
    <>
      <Chip role="status" aria-label={text.service.label}>
        <StatusChip state={state} reason={reason} />
      </Chip>
      {view?.kind === 'running' && (
        <ModeChip mode={view.status.mode} cold={isCold(view)} short={narrow} />
      )}
    </>
  );
}

function Tools() {
  const help = useAction('openHelp');
  const theme = useWindow((state) => state.theme);
  const next = theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
  const label = text.app.toggleTheme(text.app.themes[theme]);
  return (
    <>
      <ActionButton
        action="openPalette"
        sx={shrinking}
        startIcon={<Icon name="search" size={16} />}
        endIcon={<Kbd keys={actions.openPalette.shortcut ?? []} />}
      />
      <Icons>
        <Tooltip title={label}>
          <IconButton aria-label={label} onClick={() => setTheme(next)}>
            <Icon name={theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'display'} />
          </IconButton>
        </Tooltip>
        <Tooltip title={text.actions.openHelp}>
          <IconButton aria-label={text.actions.openHelp} onClick={help.run}>
            <Icon name={help.icon} />
          </IconButton>
        </Tooltip>
      </Icons>
      <RestartButton />
    </>
  );
}

function RestartButton() {
  const view = useGateway((state) => state.view);
  const assumed = useGateway((state) => state.assumed);
  const down = view?.kind === 'stopped' || view?.kind === 'failed';
  const action = down ? 'start' : 'restart';
  const { icon } = useAction(action);
  // The one place to start it: the main thing to do, unless the banner below has a likelier mend.
  const main = down && !(view.kind === 'failed' && isMendable(view.problems));
  return (
    <ActionButton
      action={action}
      {...(main ? { variant: 'contained', color: 'primary' } : {})}
      loading={assumed !== null}
      loadingPosition="start"
      startIcon={<Icon name={icon} size={16} />}
    />
  );
}

/** Where it is narrow the search keeps its icon and its keys, then its icon alone; its name stays. */
const shrinking = {
  color: color.muted,
  fontWeight: 450,
  [`@media (max-width: ${String(size.railCollapses)}px)`]: {
    fontSize: 0,
    '& .MuiButton-startIcon': { marginRight: 0 },
  },
  [narrowest]: { '& .MuiButton-endIcon': { display: 'none' } },
} as const;

const Bar = styled('header')({
  flex: 'none',
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  height: size.header,
  padding: '0 16px',
  background: color.panel,
  borderBottom: `1px solid ${color.line}`,
});

const Brand = styled('div')({
  flex: 'none',
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  width: size.rail - 2,
  // What the window has to say goes before its own name.
  [`@media (max-width: ${String(size.railCollapses)}px)`]: { width: 'auto', marginRight: 8 },
  [narrowest]: { '& [data-words]': visuallyHidden },
  fontSize: 15,
  fontWeight: 650,
  lineHeight: '18px',
  letterSpacing: '-0.01em',
  '& > svg': { color: color.primary },
});

const Machine = styled('div')({
  fontSize: 11,
  fontWeight: 450,
  lineHeight: '15px',
  letterSpacing: 0,
  color: color.muted,
});

// A reason takes the room that is left; the state alone is never cut.
const Chip = styled('div')({ display: 'flex', flex: '0 1 auto', minWidth: 92 });

const Icons = styled('div')({ display: 'flex', margin: '0 -4px' });
