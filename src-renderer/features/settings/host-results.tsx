import Link from '@mui/material/Link';
import { styled } from '@mui/material/styles';
import { Link as RouteLink } from 'react-router';
import type { HostCheck } from '../../../src-shared/contract/window.ts';
import { serverPath } from '../../app/places.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { text } from '../../text/text.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import type { IconName } from '../../ui/icons/paths.ts';
import { color, toneColor } from '../../ui/theme/color.ts';
import type { Tone } from '../../ui/theme/color.ts';
import { hostTestMs } from './use-host-test.ts';
import type { HostTest } from './use-host-test.ts';

const shown: Readonly<Record<HostCheck['state'], { tone: Tone; icon: IconName }>> = {
  fine: { tone: 'fine', icon: 'check' },
  warns: { tone: 'warn', icon: 'warning' },
  failed: { tone: 'blocked', icon: 'cross' },
  skipped: { tone: 'neutral', icon: 'minus' },
};

export function HostResults({ state }: { state: HostTest }) {
  return <div role="status">{contentOf(state)}</div>;
}

function contentOf(state: HostTest) {
  const { test } = text.settings;
  switch (state.kind) {
    case 'none':
      return null;
    case 'running':
      return <Note>{test.running}</Note>;
    case 'late':
      return <Note>{test.timedOut(formatDuration(hostTestMs / 1000))}</Note>;
    case 'failed':
      return (
        <Note>
          {text.settingsPage.testFailed}
          <ProblemList problems={state.problems} />
        </Note>
      );
    case 'done':
      return (
        <List>
          {state.checks.map((check) => (
            <Check key={check.name} check={check} host={state.host} />
          ))}
        </List>
      );
  }
}

function Check({ check, host }: { check: HostCheck; host: string }) {
  const { tone, icon } = shown[check.state];
  return (
    <Line>
      <span style={{ color: toneColor[tone].text }}>
        <Icon name={icon} size={16} label={text.settingsPage.checkStates[check.state]} />
      </span>
      <Name>{text.settingsPage.testNames[check.name]}</Name>
      <Says>
        {check.text}
        {check.name === 'certificate' && check.state === 'failed' && (
          <Look>
            <Link component={RouteLink} to={serverPath(host)}>
              {text.certificates.probe.open}
            </Link>
          </Look>
        )}
      </Says>
    </Line>
  );
}

const Note = styled('div')({ marginTop: 10, color: color.muted });

const List = styled('ul')({
  listStyle: 'none',
  margin: '10px 0 0',
  padding: '6px 12px',
  borderRadius: 8,
  border: `1px solid ${color.line}`,
});

const Line = styled('li')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 8,
  padding: '3px 0',
  '& > span:first-of-type': { paddingTop: 2 },
});

// A fingerprint has no place to break.
const Says = styled('span')({ minWidth: 0, overflowWrap: 'anywhere' });

const Look = styled('div')({ paddingTop: 2 });

const Name = styled('span')({ flex: '0 0 132px', color: color.muted });
