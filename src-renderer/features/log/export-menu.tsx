import type { Problem } from '../../../src-shared/errors.ts';
import { call } from '../../api.ts';
import { engineFilter, useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { ExportButton } from '../export-button.tsx';

export type ExportResult =
  | { readonly kind: 'saved'; readonly exact: boolean }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export function ExportMenu({ onResult }: { onResult: (result: ExportResult) => void }) {
  const problem = useLog((state) => state.problem);
  const run = async (format: 'csv' | 'json'): Promise<void> => {
    const asked = engineFilter();
    if (asked === null) return;
    const { filter, exact } = asked;
    const reply = await call('exportLog', { filter, format });
    if (!reply.ok) onResult({ kind: 'failed', problems: reply.problems });
    else if (reply.value.saved) onResult({ kind: 'saved', exact });
  };
  const unavailable = problem === null ? undefined : text.log.help.problem(problem.word);
  return <ExportButton onExport={run} unavailable={unavailable} />;
}
