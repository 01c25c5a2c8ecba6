import type { Problem } from '../../src-shared/errors.ts';
import { dismissFailure, dismissUnread, useSettings } from '../stores/settings.ts';
import { text } from '../text/text.ts';
import { Banner } from '../ui/banner.tsx';
import { ProblemList } from './problem-list.tsx';

/** What was not written, and what could not be read: two things, each under its own title. */
export function SettingsFailures() {
  const failure = useSettings((state) => state.failure);
  const unread = useSettings((state) => state.unread);
  const titles = text.settingsPage.unread;
  return (
    <>
      <Failure title={text.settingsPage.failed} problems={failure} onDismiss={dismissFailure} />
      {(['settings', 'history'] as const).map((each) => (
        <Failure
          key={each}
          title={titles[each]}
          problems={unread[each]}
          onDismiss={() => dismissUnread(each)}
        />
      ))}
    </>
  );
}

interface FailureProps {
  readonly title: string;
  readonly problems: readonly Problem[] | null;
  readonly onDismiss: () => void;
}

function Failure({ title, problems, onDismiss }: FailureProps) {
  if (problems === null) return null;
  const below = <ProblemList linked problems={problems} />;
  return <Banner announce tone="error" title={title} onDismiss={onDismiss} below={below} />;
}
