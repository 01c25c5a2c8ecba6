import { dismissExplore, useExplore } from '../stores/explore.ts';
import { text } from '../text/text.ts';
import { Banner } from '../ui/banner.tsx';
import { ProblemList } from './problem-list.tsx';

/** The lab opens in a window of its own: here stands that it is on its way, or why it is not there. */
export function ExploreBanner() {
  const state = useExplore();
  switch (state.kind) {
    case 'none':
      return null;
    case 'opening':
      return <Banner announce tone="info" title={text.welcome.labOpening} />;
    case 'failed':
      return (
        <Banner announce tone="error" title={text.welcome.labFailed} onDismiss={dismissExplore}>
          <ProblemList problems={state.problems} />
        </Banner>
      );
  }
}
