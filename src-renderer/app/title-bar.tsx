import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { styled } from '@mui/material/styles';
import { useMediaQuery } from '@mui/material';
import { actions } from '../../src-shared/actions.ts';
import { useGateway } from '../stores/gateway.ts';
import { setTheme, useWindow } from '../stores/window.ts';
import { text } from '../text/text.ts';
import { Icon, Mark } from '../ui/icons/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ModeChip } from '../ui/mode-chip.tsx';
import { StatusChip } from '../ui/status-chip.tsx';
import { color } from '../ui/theme/color.ts';
import { size } from '../ui/theme/tokens.ts';
import { ActionButton } from './action-button.tsx';
import { useAction } from './actions-context.ts';
import { shownState } from './shown-state.ts';
import { Where } from './where.tsx';

export function TitleBar() {
  return (
    <Bar>
      <Brand>
        <Mark />
        <div>
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
      {view?.kind === 'running' && <ModeChip mode={view.status.mode} short={narrow} />}
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
        sx={{ color: 'var(--c-muted)', fontWeight: 450 }}
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
  return (
    <ActionButton
      action={action}
      loading={assumed !== null}
      loadingPosition="start"
      startIcon={<Icon name={icon} size={16} />}
    />
  );
}

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

const Chip = styled('div')({ display: 'flex', minWidth: 0, maxWidth: 320 });

const Icons = styled('div')({ display: 'flex', margin: '0 -4px' });
