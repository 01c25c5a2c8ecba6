/** Looks again and again, one look after the other. The timer keeps no process alive; the sockets of the gateway do. */
export function poll(everyMs: number, work: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const arm = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void work().then(arm), everyMs);
    timer.unref();
  };
  arm();
  return () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
  };
}
