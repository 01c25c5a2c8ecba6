/** The Test button of a host: what a request to that Exchange would meet by the saved settings, step by step. */
import type { HostCheck } from '../../src-shared/contract/window.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { parseHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { HeaderLine } from '../http/fields.ts';
import type { HomePaths } from '../settings/home.ts';
import { serverTrust, type ServerTrust } from '../trust/server-trust.ts';
import { loadTrustedCertificates } from '../trust/trusted-certificates.ts';
import { askExchange } from './ask-exchange.ts';
import { attempt } from './attempt.ts';
import type { Finding } from './check.ts';
import { challengesFinding } from './checks/challenges.ts';
import { methodsFinding } from './checks/methods.ts';
import { readSavedValues } from './saved.ts';
import { schemesIn } from './schemes.ts';
import { certificateStep, connects, resolves, type Step } from './server-steps.ts';

export const BOUND_MS = 5000;

type Name = HostCheck['name'];
const order: readonly Name[] = ['resolve', 'connect', 'certificate', 'challenges', 'methods'];

export interface TestContext {
  readonly paths: HomePaths;
  readonly now: () => Date;
  /** For each step. */
  readonly boundMs?: number;
}

/** All five steps, in order; after one that failed the others are skipped. */
export async function testHost(text: string, context: TestContext): Promise<HostCheck[]> {
  const parsed = parseHostAndPort(text);
  if (!parsed.ok) {
    throw new SallyportError([problem('HOST_AND_PORT', `The address ${parsed.reason}.`)]);
  }
  const { address } = parsed;
  const trust = await believed(context);
  const saved = await readSavedValues(context.paths);
  let ews: readonly HeaderLine[] = [];
  const steps: Readonly<Record<Name, (signal: AbortSignal) => Promise<Step>>> = {
    resolve: () => resolves(address),
    connect: (signal) => connects(address, signal),
    certificate: (signal) => certificateStep(address, trust, signal),
    challenges: async (signal) => {
      const head = await askExchange(address, 'ews', signal);
      ews = head.lines;
      return stepOf(challengesFinding('ews', head, saved));
    },
    methods: async (signal) => {
      const { lines } = await askExchange(address, 'eas', signal);
      return stepOf(methodsFinding(schemesIn(lines), schemesIn(ews), saved));
    },
  };
  const bound = { ms: context.boundMs ?? BOUND_MS, failed };
  const found: HostCheck[] = [];
  for (const name of order) {
    const over = found.some((each) => each.state === 'failed');
    found.push({
      name,
      ...(over ? { state: 'skipped', text: 'Not tried.' } : await attempt(steps[name], bound)),
    });
  }
  return found;
}

const failed = (text: string): Step => ({ state: 'failed', text });

/** Whose signature counts on a certificate of Exchange: as `gateway/relay/upstream.ts` has it. */
export async function believed({
  paths,
  now,
}: Pick<TestContext, 'paths' | 'now'>): Promise<ServerTrust> {
  const trusted = await loadTrustedCertificates(paths.trust, paths.config, now());
  return serverTrust(trusted.certificates);
}

/**
 * In the words of the doctor. What it calls a failure is a warning here: the host itself is as it should be, and what is
 * judged may be about to change.
 */
function stepOf({ state, text, remedy }: Finding): Step {
  if (state === 'fine') return { state, text };
  return {
    state: 'warns',
    text: remedy === undefined || remedy === null ? text : `${text} ${remedy}`,
  };
}
