/** Notices that something happened to a device: each asks for a look, and those that come during one for one more. */
export type Refresh = () => Promise<void>;

export interface Hints {
  readonly put: () => void;
}

export function createHints(refresh: Refresh, failed: (error: unknown) => void): Hints {
  let wanted = false;
  let working = false;
  const work = async (): Promise<void> => {
    working = true;
    while (wanted) {
      wanted = false;
      await refresh().catch(failed);
    }
    working = false;
  };
  return {
    put: () => {
      wanted = true;
      if (!working) void work();
    },
  };
}
