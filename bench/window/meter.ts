/** Runs in the page: notes frames, long tasks and how long what a person does takes until it is painted. */

/** Milliseconds each. */
export interface Noted {
  /** Between two frames. */
  readonly frames: number[];
  readonly longTasks: number[];
  /** From the key to the frame that shows it. */
  readonly keys: number[];
  /** From the wheel to the frame with the rows of the new place. */
  readonly wheels: number[];
  /** From the click to the frame with the heading of the page. */
  readonly pages: number[];
}

export interface Meter {
  /** Forgets what was noted. */
  readonly begin: () => void;
  readonly end: () => Noted;
  /** The next click counts until this heading is painted. */
  readonly awaitHeading: (title: string) => void;
}

/** Self-contained: the text of this function is sent to the page. */
export function installMeter(rowHeight: number): void {
  const empty = (): Noted => ({ frames: [], longTasks: [], keys: [], wheels: [], pages: [] });
  let noted = empty();
  let lastFrame = 0;
  let running = false;
  let wheelAt: number | null = null;
  let expected: { readonly title: string; clickedAt: number | null } | null = null;

  /** After the frame that is being made: a message is a task of its own, the paint comes first. */
  const painted = (then: () => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(null);
    });
  };
  const rowsAreThere = (): boolean => {
    const grid = document.querySelector('[role="grid"]');
    if (grid === null) return false;
    // Row 1 is the head.
    const first = Math.floor(grid.scrollTop / rowHeight) + 2;
    const last = first + Math.floor(grid.clientHeight / rowHeight) - 3;
    const has = (place: number): boolean =>
      grid.querySelector(`[aria-rowindex="${String(place)}"]`) !== null;
    return has(first) && has(last);
  };
  const lookForRows = (since: number): void => {
    painted(() => {
      if (rowsAreThere()) noted.wheels.push(performance.now() - since);
      else lookForRows(since);
    });
  };
  const lookForHeading = (): void => {
    if (expected === null || expected.clickedAt === null) return;
    const since = expected.clickedAt;
    if (document.querySelector('main h1')?.textContent !== expected.title) return;
    expected = null;
    painted(() => noted.pages.push(performance.now() - since));
  };
  const frame = (now: number): void => {
    if (running && lastFrame > 0) noted.frames.push(now - lastFrame);
    lastFrame = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  addEventListener(
    'keydown',
    ({ timeStamp }) => painted(() => noted.keys.push(performance.now() - timeStamp)),
    true,
  );
  addEventListener('wheel', ({ timeStamp }) => (wheelAt ??= timeStamp), {
    capture: true,
    passive: true,
  });
  addEventListener(
    'scroll',
    () => {
      if (wheelAt !== null) lookForRows(wheelAt);
      wheelAt = null;
    },
    true,
  );
  addEventListener(
    'click',
    ({ timeStamp }) => {
      if (expected !== null) expected.clickedAt = timeStamp;
    },
    true,
  );
  new MutationObserver(lookForHeading).observe(document.body, {
    ...{ childList: true, subtree: true, characterData: true },
  });
  new PerformanceObserver((list) => {
    if (!running) return;
    for (const { duration } of list.getEntries()) noted.longTasks.push(duration);
  }).observe({ type: 'longtask' });

  const meter: Meter = {
    begin: () => {
      noted = empty();
      wheelAt = null;
      running = true;
    },
    end: () => {
      running = false;
      return noted;
    },
    awaitHeading: (title) => {
      expected = { title, clickedAt: null };
    },
  };
  Object.assign(window, { meter });
}
