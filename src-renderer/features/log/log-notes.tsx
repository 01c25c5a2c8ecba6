import { ProblemList } from '../../app/problem-list.tsx';
import { useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import type { ExportResult } from './export-menu.tsx';

interface LogNotesProps {
  readonly exported: ExportResult | null;
  readonly onDismiss: () => void;
}

/** What one must know of the rows: that they could not be read, that new ones do not come, what was exported. */
export function LogNotes({ exported, onDismiss }: LogNotesProps) {
  const failure = useLog((state) => state.failure);
  const liveFailure = useLog((state) => state.liveFailure);
  return (
    <>
      {failure !== null && (
        <Banner
          tone="error"
          title={text.logPage.failed}
          below={<ProblemList problems={failure} />}
        />
      )}
      {failure === null && liveFailure !== null && (
        <Banner
          announce
          tone="error"
          title={text.logPage.notLive}
          below={<ProblemList problems={liveFailure} />}
        >
          {text.logPage.notLiveYet}
        </Banner>
      )}
      {exported?.kind === 'saved' && (
        <Banner announce tone="info" title={text.logPage.exported} onDismiss={onDismiss}>
          {!exported.exact && text.logPage.exportWider}
        </Banner>
      )}
      {exported?.kind === 'failed' && (
        <Banner
          announce
          tone="error"
          title={text.failure.title(text.logPage.exportLabel)}
          onDismiss={onDismiss}
          below={<ProblemList problems={exported.problems} />}
        />
      )}
    </>
  );
}
