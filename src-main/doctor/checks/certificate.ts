/** The certificate that clients see: what it is, and how long it lasts. */
import { isError } from '../../../src-shared/errors.ts';
import type { ListenerTls } from '../../../src-shared/settings/in-force.ts';
import { loadNamedFiles } from '../../settings/named-files.ts';
import { validityOf } from '../../trust/certificates.ts';
import { shownBy } from '../../trust/listener-tls.ts';
import type { Check, Finding } from '../check.ts';
import { skipped } from '../check.ts';
import { certificateFacts } from '../server-steps.ts';

export const certificateCheck: Check = {
  boundMs: 15_000,
  run: async ({ saved: { mem }, paths, now, secret }) => {
    const files = mem?.valueOf('listener.tls');
    if (mem === null || files === undefined) return skipped('The settings cannot be read.');
    if (files === null) {
      return skipped('The listener speaks plain HTTP (listener.tls is null): no certificate.');
    }
    const { tls, problems } = await loadNamedFiles(mem, paths, now(), secret);
    const own = problems.filter(({ key }) => key?.startsWith('listener.tls') === true);
    const error = own.find(isError);
    if (error !== undefined || tls === null) {
      const text = error?.message ?? 'The certificate of the listener cannot be used.';
      return { state: 'fails', text, ...(error === undefined ? {} : { remedy: error.remedy }) };
    }
    const [warning] = own;
    if (warning !== undefined) {
      const details = own.map(({ message }) => message);
      return { state: 'warns', text: warning.message, details, remedy: warning.remedy };
    }
    return lasting(tls, now());
  },
};

async function lasting(tls: ListenerTls, now: Date): Promise<Finding> {
  const [seen] = await shownBy(tls);
  if (seen === undefined) return { state: 'fails', text: 'The certificate cannot be read.' };
  const days = Math.floor((Date.parse(seen.validTo) - now.getTime()) / 86_400_000);
  const { kind } = validityOf(seen, now);
  return {
    state: kind === 'valid' ? 'fine' : 'warns',
    text: `Valid for ${days} more days.`,
    details: [certificateFacts(seen)],
  };
}
