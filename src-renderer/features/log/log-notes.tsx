import { ProblemList } from '../../app/problem-list.tsx';
import { useGateway } from '../../stores/gateway.ts';
import { useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { formatTime } from '../../ui/format/time.ts';
import type { ExportResult } from './export-menu.tsx';

const timeOf = (at: number) => formatTime(new Date(at), 'seconds', new Date());

interface LogNotesProps {
  readonly exported: ExportResult | null;
  readonly onDismiss: () => void;
}

/** What one must know of the rows: where they have a gap, that they could not be read, what was exported. */
export function LogNotes({ exported, onDismiss }: LogNotesProps) {
  const outage = useGateway((state) => state.outage);
  const failure = useLog((state) => state.failure);
  return (
    <>
      {failure !== null && (
        <Banner tone="error" title={text.logPage.failed}>
          <ProblemList problems={failure} />
        </Banner>
      )}
      {outage !== null && (
        <Banner
          tone="warn"
          title={
            outage.to === null
              ? text.logPage.gapOpen(timeOf(outage.from))
              : text.log.gap(timeOf(outage.from), timeOf(outage.to))
          }
        />
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
        >
          <ProblemList problems={exported.problems} />
        </Banner>
      )}
    </>
  );
}
