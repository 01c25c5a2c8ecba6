/** How long Exchange may take for the head of its answer, counted from the last byte sent. */
export interface Deadline {
  readonly connected: () => void;
  readonly progress: () => void;
  readonly clear: () => void;
}

const unbounded: Deadline = {
  connected: () => undefined,
  progress: () => undefined,
  clear: () => undefined,
};

/** @param headMs null: no bound. */
export function createDeadline(headMs: number | null, passed: (detail: string) => void): Deadline {
  if (headMs === null) return unbounded;
  let timer: NodeJS.Timeout | undefined;
  return {
    connected: () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        passed(`no answer within ${String(headMs)} ms`);
      }, headMs);
    },
    progress: () => {
      timer?.refresh();
    },
    clear: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
