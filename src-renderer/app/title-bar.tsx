import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { styled } from '@mui/material/styles';
import { useMediaQuery } from '@mui/material';
import { restart, start, useGateway } from '../stores/gateway.ts';
import { setTheme, useWindow } from '../stores/window.ts';
import { text } from '../text/text.ts';
import { Icon, Mark } from '../ui/icons/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ModeChip } from '../ui/mode-chip.tsx';
import { StatusChip } from '../ui/status-chip.tsx';
import { color } from '../ui/theme/color.ts';
import { size } from '../ui/theme/tokens.ts';
import { useCommandRoom } from './command-room-context.ts';
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
  const { openPalette, openHelp } = useCommandRoom();
  const theme = useWindow((state) => state.theme);
  const next = theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
  const label = text.app.toggleTheme(text.app.themes[theme]);
  return (
    <>
      <Button
        sx={{ color: 'var(--c-muted)', fontWeight: 450 }}
        startIcon={<Icon name="search" size={16} />}
        endIcon={<Kbd keys={['mod', 'K']} />}
        onClick={openPalette}
      >
        {text.frame.paletteHint}
      </Button>
      <Icons>
        <Tooltip title={label}>
          <IconButton aria-label={label} onClick={() => setTheme(next)}>
            <Icon name={theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'display'} />
          </IconButton>
        </Tooltip>
        <Tooltip title={text.app.help}>
          <IconButton aria-label={text.app.help} onClick={openHelp}>
            <Icon name="keyboard" />
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
  return (
    <Button
      loading={assumed !== null}
      loadingPosition="start"
      startIcon={<Icon name={down ? 'play' : 'restart'} size={16} />}
      onClick={() => void (down ? start() : restart())}
    >
      {down ? text.actions.start : text.actions.restart}
    </Button>
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
