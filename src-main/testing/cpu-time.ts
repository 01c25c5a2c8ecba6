/**
 * Milliseconds for which this process has computed since then. What others do on the machine meanwhile is not among
 * them: a bound on it holds an algorithm to its cost.
 */
export function cpuTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
