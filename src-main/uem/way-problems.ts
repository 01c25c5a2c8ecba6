/** What went wrong on the way to UEM, in words. */
import { clip } from '../../src-shared/clip.ts';
import { problem, type Problem } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
import { ProxyRefusal, Unbelieved } from './tunnel.ts';

export interface WayProblem {
  readonly found: Problem;
  /** Another attempt may go better. */
  readonly worthwhile: boolean;
}

export function wayProblem(error: unknown, where: string, byProxy: boolean): WayProblem {
  if (error instanceof Unbelieved) {
    const shown =
      error.fingerprint === '' ? '' : ` It shows the one with SHA-256 ${error.fingerprint}.`;
    const message = `The certificate of ${where} is not trusted: ${clip(error.fault, 120)}.${shown}`;
    return { found: problem('UEM_CERTIFICATE', message), worthwhile: false };
  }
  if (error instanceof ProxyRefusal) {
    const why = error.status === 407 ? 'does not accept the sign-in' : 'does not let us through';
    const message = `The proxy answered ${error.status}: it ${why} to ${where}.`;
    const remedy = 'Check uem.proxy, uem.proxyUser and the secret uem.proxyPassword.';
    const found = problem('UEM_UNREACHABLE', message, { remedy });
    return { found, worthwhile: error.status >= 500 };
  }
  // A name with several addresses fails with one error for each, and says nothing itself.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const way = byProxy ? `${where}, through the proxy,` : where;
  const message = `${way} is not reached: ${reasonOfWay(first)}.`;
  return { found: problem('UEM_UNREACHABLE', message), worthwhile: true };
}

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'the machine does not answer',
  ENOTFOUND: 'no address is known for the name',
  EAI_AGAIN: 'the name server of this machine does not answer',
};

function reasonOfWay(error: unknown): string {
  return meanings[errorCode(error)] ?? clip(reasonOf(error), 200);
}
