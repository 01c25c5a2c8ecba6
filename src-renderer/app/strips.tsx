import { styled } from '@mui/material/styles';
import Link from '@mui/material/Link';
import { Link as RouteLink } from 'react-router';
import type { ReactNode } from 'react';
import { isCold, modeOf, useGateway } from '../stores/gateway.ts';
import { useSettings } from '../stores/settings.ts';
import { useWindow } from '../stores/window.ts';
import { text } from '../text/text.ts';
import { Icon } from '../ui/icons/icon.tsx';
import type { IconName } from '../ui/icons/paths.ts';
import { toneColor } from '../ui/theme/color.ts';
import type { Tone } from '../ui/theme/color.ts';
import { pathOf } from './places.ts';

/** What holds for the whole gateway as long as it stands: thin, so that several can stand. */
export function Strips() {
  const facts = useWindow((state) => state.facts);
  const mode = useGateway((state) => modeOf(state.view));
  const cold = useGateway((state) => isCold(state.view));
  const unchecked = useSettings((state) => state.settings?.some(isIgnored) === true);
  return (
    <Root aria-label={text.app.notices}>
      {facts?.developmentRuntime === true && (
        <Strip tone="blocked" icon="warning">
          {text.frame.developmentRuntime}
        </Strip>
      )}
      {facts?.lab === true && (
        <Strip tone="primary" icon="flask">
          {text.app.lab}
        </Strip>
      )}
      {unchecked && (
        <Strip tone="warn" icon="warning">
          {text.frame.ignoresTls} <ToSettings />
        </Strip>
      )}
      {cold && (
        <Strip tone="warn" icon="flask">
          <strong>{text.held.coldStart.title}</strong> {text.held.coldStart.explained}{' '}
          <ToSettings />
        </Strip>
      )}
      {!cold && mode !== null && mode !== 'enforce' && (
        <Strip tone="warn" icon={mode === 'test' ? 'flask' : 'shieldOff'}>
          <strong>{text.mode.banner[mode]}</strong> {text.mode.explained[mode]}{' '}
          <Link component={RouteLink} to={pathOf.policies} color="inherit" underline="always">
            {text.policies.settingsPointer.go}
          </Link>
        </Strip>
      )}
    </Root>
  );
}

const isIgnored = (each: { key: string; inForce: string | null }) =>
  each.key === 'emailServer.ignoreSslErrorsWithExch' && each.inForce === 'true';

function ToSettings() {
  return (
    <Link component={RouteLink} to={pathOf.settings} color="inherit" underline="always">
      {text.actions.openSettings}
    </Link>
  );
}

function Strip({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <Line style={{ color: toneColor[tone].text, background: toneColor[tone].soft }}>
      <Icon name={icon} size={16} />
      <Words>{children}</Words>
    </Line>
  );
}

const Root = styled('section')({ flex: 'none' });

const Line = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  minHeight: 30,
  padding: '4px 19px',
  fontSize: 12,
  lineHeight: '18px',
  fontWeight: 500,
});

const Words = styled('span')({
  '& strong': { fontWeight: 650 },
  '& a': { marginLeft: 6, fontWeight: 600 },
});
