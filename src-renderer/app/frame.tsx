import { styled } from '@mui/material/styles';
import { Suspense, useEffect } from 'react';
import { Outlet, useNavigate } from 'react-router';
import { useWindow } from '../stores/window.ts';
import { text } from '../text/text.ts';
import { columnStyles } from '../ui/column.ts';
import { color } from '../ui/theme/color.ts';
import { radius, size } from '../ui/theme/tokens.ts';
import { CommandRoom } from './command-room.tsx';
import { FailureBanner } from './failure-banner.tsx';
import { ExploreBanner } from './explore-banner.tsx';
import { HeldBanner } from './held-banner.tsx';
import { PendingBar, pendingBarHeight, pendingBarId } from './pending-bar.tsx';
import { welcomePath } from './places.ts';
import { Rail } from './rail.tsx';
import { Strips } from './strips.tsx';
import { TitleBar } from './title-bar.tsx';

/** What stands around every page. */
export function Frame() {
  const firstRun = useWindow((state) => state.facts?.firstRun === true);
  const navigate = useNavigate();
  useEffect(() => {
    if (firstRun) void navigate(welcomePath, { replace: true });
  }, [firstRun, navigate]);
  return (
    <CommandRoom>
      <Root>
        <Skip href="#page" onClick={skip}>
          {text.frame.skipToPage}
        </Skip>
        <TitleBar />
        <Strips />
        <Below>
          <Rail />
          <Page id="page" tabIndex={-1}>
            <FailureBanner />
            <HeldBanner />
            <ExploreBanner />
            <PendingBar />
            <Suspense fallback={<Loading role="status">{text.waiting.page}</Loading>}>
              <Outlet />
            </Suspense>
          </Page>
        </Below>
      </Root>
    </CommandRoom>
  );
}

/** The hash is the router's, so the link moves the focus itself. */
function skip(event: React.MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#page')?.focus();
}

const Root = styled('div')({ display: 'flex', flexDirection: 'column', height: '100vh' });

const Below = styled('div')({ display: 'flex', flex: 1, minHeight: 0 });

const Page = styled('main')({
  flex: 1,
  minWidth: 0,
  display: 'flex',
  flexDirection: 'column',
  gap: size.gap,
  padding: `${String(size.pageY)}px ${String(size.pageX)}px`,
  overflow: 'auto',
  // What is scrolled to stands clear of the edge, and of the bar that sticks there.
  '--stuck': '0px',
  scrollPaddingTop: `calc(${String(size.pageY)}px + var(--stuck))`,
  '@media (min-height: 561px)': {
    [`&:has(> #${pendingBarId})`]: {
      '--stuck': `calc(var(${pendingBarHeight}, ${String(size.stuck)}px) + ${String(size.stuckTop)}px)`,
    },
  },
  '&:focus-visible': { outline: 'none' },
  ...columnStyles,
});

const Loading = styled('p')({ margin: 'auto', color: color.muted });

const Skip = styled('a')({
  position: 'absolute',
  left: 8,
  top: -60,
  zIndex: 1400,
  padding: '8px 14px',
  borderRadius: radius.control,
  background: color.raised,
  color: color.primary,
  '&:focus': { top: 10 },
});
