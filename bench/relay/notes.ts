/** How the relay is measured and how its figures are read. */
import { BULK_BYTES } from './messages.ts';
import { DEVICES, DEVICES_BESIDE_HANGING } from './product.ts';
import type { Timed } from './report.ts';

export function notesOf({ plan, workload, rounds, missing, notes }: Timed): readonly string[] {
  const devices = workload.name === 'e' ? DEVICES_BESIDE_HANGING : DEVICES;
  return [
    workload.what + extra(workload.name, plan.few, plan.many),
    `Real: every proxy is a process of its own, with one worker, on loopback, started anew in each round, without an access log; Sallyport is the built \`serve\` on a new home, enforcing, with ${devices.toLocaleString('en')} devices of which the caller's is listed and compliant. Simulated: Exchange is a process that answers at once (bench/relay/upstream.ts), the clients are another (bench/relay/load.ts); neither is counted. "Journal off" is the same gateway with a journal that numbers decisions and keeps none (bench/relay/no-journal.ts); the product has no such setting. nginx streams as a gateway must (\`proxy_buffering\` and \`proxy_request_buffering\` off). fast-proxy runs with undici, and everything in JavaScript on the Node named above.`,
    `${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'}, all of them timed in each, in an order that rotates. A cell is the median of the rounds, then the lowest and the highest; a ratio is taken in each round. CPU is user and system time of the whole process tree (/proc); ${latencies(workload.name)}`,
    ...(missing.length === 0 ? [] : [`Not on this machine, and left out: ${missing.join(', ')}.`]),
    ...new Set(notes),
  ];
}

function extra(name: string, few: number, many: number): string {
  return name === 'e'
    ? ` ${few.toLocaleString('en')} of them, then ${many.toLocaleString('en')}; the difference of resident memory (proportional set size of the tree, as it is, garbage that nobody collected yet included; no buffers of the kernel) by the difference of their number. Beside them 500 FindItem a second.`
    : '';
}

function latencies(name: string): string {
  if (name === 'd')
    return `a transfer has ${BULK_BYTES / 2 ** 20} MiB, and each way is timed four times in a row.`;
  if (name === 'e') return 'latency counts from when a request was due.';
  return "half load is half of the throughput that the same proxy had just before, at an even pace that does not wait for answers; latency counts from when a request was due, and that of the upstream itself at the same pace is subtracted. Load, upstream and proxy share the machine's processors: throughput says less than CPU.";
}
