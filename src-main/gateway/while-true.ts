import { performance } from 'node:perf_hooks';

/** Resolves once `holds` says no, or after the limit. */
export async function whileTrue(holds: () => boolean, limitMs: number): Promise<void> {
  const until = performance.now() + limitMs;
  while (holds() && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
