/** Whether clients find the gateway: its port is its own, and is answered. */
import { withOwner } from '../../settings/port-owner.ts';
import { probePort, shownAddress } from '../../settings/port-probe.ts';
import { attempt } from '../attempt.ts';
import type { Check, Finding, Situation } from '../check.ts';
import { skipped } from '../check.ts';
import { connects } from '../server-steps.ts';

export const listenerCheck: Check = {
  boundMs: 10_000,
  run: async (situation) => {
    const { saved, running } = situation;
    const host = saved.mem?.valueOf('listener.host');
    const port = saved.mem?.valueOf('listener.port');
    if (host === undefined || port === undefined) return skipped('The settings name no listener.');
    const url = running?.url ?? null;
    if (url !== null && (port === 0 || port === running?.port)) return answered(url, situation);
    if (port === 0) return { state: 'fine', text: 'The system chooses a free port at the start.' };
    const shown = shownAddress(host, port);
    const found = await probePort(host, port, (key) => ({ key }));
    if (found !== null) {
      const { message, remedy } = await withOwner(found, host, port);
      return { state: 'fails', text: message, remedy };
    }
    return url === null
      ? { state: 'fine', text: `${shown} is free; no gateway runs.` }
      : {
          state: 'warns',
          text: `The gateway listens on ${url}, and on ${shown} after a restart.`,
          remedy: 'Restart, or put back what is in force.',
        };
  },
};

function answered(url: string, { stepMs }: Situation): Promise<Finding> {
  const { hostname, port, protocol } = new URL(url);
  const at = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
  const failed = (text: string): Finding => ({
    state: 'fails',
    text: `The gateway should answer on ${url}. ${text}`,
    remedy: 'Look at the log of the gateway.',
  });
  return attempt<Finding>(
    async (signal) => {
      const { text } = await connects(at, signal);
      return { state: 'fine', text: `The gateway answers on ${url}.`, details: [text] };
    },
    { ms: stepMs, failed },
  );
}
