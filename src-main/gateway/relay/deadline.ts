/** How long Exchange may take: first for the connection, then for the head of the answer, counted from the last byte sent. */
export interface Deadline {
  /** The call was made; unless it found a connection, the time for one begins. */
  readonly begin: () => void;
  readonly connected: () => void;
  readonly progress: () => void;
  readonly clear: () => void;
}

/**
 * @param connectMs for TCP and TLS.
 * @param headMs for the head of the answer; null: no bound.
 */
export function createDeadline(
  connectMs: number,
  headMs: number | null,
  passed: (why: 'UPSTREAM_UNREACHABLE' | 'UPSTREAM_TIMEOUT', detail: string) => void,
): Deadline {
  let ready = false;
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    begin: () => {
      if (ready) return;
      timer = setTimeout(() => {
        passed('UPSTREAM_UNREACHABLE', `no connection within ${String(connectMs)} ms`);
      }, connectMs);
    },
    connected: () => {
      ready = true;
      clear();
      if (headMs === null) return;
      timer = setTimeout(() => {
        passed('UPSTREAM_TIMEOUT', `no answer within ${String(headMs)} ms`);
      }, headMs);
    },
    progress: () => {
      if (ready) timer?.refresh();
    },
    clear,
  };
}
