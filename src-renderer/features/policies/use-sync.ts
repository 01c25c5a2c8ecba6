import { useState } from 'react';
import type { Problem } from '../../../src-shared/errors.ts';
import { call } from '../../api.ts';

/** Begins to read all devices; how it goes the status says. */
export function useSync() {
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  return {
    ...{ busy, problems },
    sync: async () => {
      setBusy(true);
      setProblems([]);
      const reply = await call('syncNow', {});
      setBusy(false);
      if (!reply.ok) setProblems(reply.problems);
    },
  };
}
