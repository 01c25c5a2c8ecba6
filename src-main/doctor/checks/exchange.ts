/** Whether a server of Exchange is reached, and believed. */
import { remedies } from '../../../src-shared/errors.ts';
import { formatHostAndPort } from '../../../src-shared/settings/host-and-port.ts';
import type { UpstreamAddress } from '../../../src-shared/settings/in-force.ts';
import { validityOf } from '../../trust/certificates.ts';
import { attempt } from '../attempt.ts';
import type { Check, Finding, Situation } from '../check.ts';
import { certificateFacts, connects, resolves, seeCertificate } from '../server-steps.ts';
import { believed } from '../test-host.ts';
import { certificateFault } from './certificate-words.ts';
import { noServer } from './no-server.ts';

export const exchangeCheck = (which: 'eas' | 'ews'): Check => ({
  boundMs: 20_000,
  run: async (situation) => {
    const address = situation.saved[which];
    return address === null ? noServer(which) : server(address, situation);
  },
});

async function server(address: UpstreamAddress, situation: Situation): Promise<Finding> {
  const details: string[] = [];
  const steps: readonly [string, (signal: AbortSignal) => Promise<Finding>][] = [
    [remedies.HOST_UNRESOLVED, (signal) => plain(resolves(address), signal)],
    [remedies.UPSTREAM_UNREACHABLE, (signal) => plain(connects(address, signal), signal)],
    [remedies.CERTIFICATE, (signal) => certificate(address, situation, signal)],
  ];
  let last: Finding = { state: 'fine', text: '' };
  for (const [remedy, step] of steps) {
    const failed = (text: string): Finding => ({ state: 'fails', text, remedy });
    last = await attempt(step, { ms: situation.stepMs, failed });
    details.push(...(last.details ?? [last.text]));
    if (last.state === 'fails') break;
  }
  const where = formatHostAndPort(address);
  if (last.state === 'fine') return { state: 'fine', text: `${where} answers.`, details };
  return { ...last, text: `${where}: ${last.text}`, details };
}

/** Its words are the same; `failed` is what an exception becomes. */
async function plain(
  step: Promise<{ readonly text: string }>,
  _signal: AbortSignal,
): Promise<Finding> {
  return { state: 'fine', text: (await step).text };
}

async function certificate(
  address: UpstreamAddress,
  situation: Situation,
  signal: AbortSignal,
): Promise<Finding> {
  if (address.scheme === 'http') {
    return {
      state: 'warns',
      text: 'Plain HTTP: nothing is encrypted, passwords included.',
      remedy: 'Name Exchange with https:// in the settings.',
    };
  }
  const { saved, now } = situation;
  const seen = await seeCertificate(address, await believed(situation), signal);
  const details = [certificateFacts(seen.certificate)];
  if (seen.fault !== null) {
    const { text, remedy } = certificateFault(seen.fault);
    // Mail flows all the same: that is what the setting is for, and its danger.
    return saved.ignoreSslErrors
      ? {
          state: 'warns',
          text: `${text} It is not checked (ignoreSslErrorsWithExch).`,
          ...{ details, remedy: remedies.TLS_UNCHECKED },
        }
      : { state: 'fails', text, details, remedy };
  }
  const validity = seen.certificate === undefined ? null : validityOf(seen.certificate, now());
  if (validity?.kind === 'soon') {
    const text = `The certificate of Exchange expires on ${validity.until}.`;
    return { state: 'warns', text, details, remedy: 'Renew the certificate of Exchange.' };
  }
  return { state: 'fine', text: '', details };
}
