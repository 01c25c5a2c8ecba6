import type { Problem } from '../../../src-shared/errors.ts';
import { useGateway } from '../../stores/gateway.ts';
import { useSettings } from '../../stores/settings.ts';

/** What is wrong with the files and does not stand above the page already, where a failed gateway says why. */
export function useOtherProblems(): readonly Problem[] {
  const problems = useSettings((state) => state.problems);
  const view = useGateway((state) => state.view);
  const shown = view?.kind === 'failed' ? view.problems : [];
  return problems.filter(
    ({ code, key, file }) =>
      !shown.some((each) => each.code === code && each.key === key && each.file === file),
  );
}
