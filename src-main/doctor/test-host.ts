/** The Test button of the host override: what a request to that Exchange would meet, step by step. */
import type { HostCheck } from '../../src-shared/contract/window.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { parseHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { HeaderLine } from '../http/fields.ts';
import type { HomePaths } from '../settings/home.ts';
import { serverTrust, type ServerTrust } from '../trust/server-trust.ts';
import { loadTrustedCertificates } from '../trust/trusted-certificates.ts';
import { askExchange } from './ask-exchange.ts';
import { attempt } from './attempt.ts';
import { listed, schemesIn, schemesLeft } from './schemes.ts';
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
  let ews: readonly HeaderLine[] = [];
  const steps: Readonly<Record<Name, (signal: AbortSignal) => Promise<Step>>> = {
    resolve: () => resolves(address),
    connect: (signal) => connects(address, signal),
    certificate: (signal) => certificateStep(address, trust, signal),
    challenges: async (signal) => {
      ews = (await askExchange(address, 'ews', signal)).lines;
      return challenges(ews);
    },
    methods: async (signal) => methods(ews, (await askExchange(address, 'eas', signal)).lines),
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

function challenges(lines: readonly HeaderLine[]): Step {
  const before = schemesIn(lines);
  if (before.length === 0) {
    return { state: 'warns', text: 'EWS offers no authentication: is this an Exchange server?' };
  }
  const offers = `EWS offers ${listed(before)}`;
  const after = schemesLeft(lines);
  return after.length === 0
    ? { state: 'warns', text: `${offers}; nothing is left when unsupported methods are removed.` }
    : { state: 'fine', text: `${offers}; after removing unsupported methods: ${listed(after)}.` };
}

function methods(ews: readonly HeaderLine[], eas: readonly HeaderLine[]): Step {
  const [one, other] = [schemesIn(ews), schemesIn(eas)];
  const same = one.length === other.length && one.every((each) => other.includes(each));
  return same
    ? { state: 'fine', text: `EWS and ActiveSync offer the same: ${listed(one)}.` }
    : { state: 'warns', text: `EWS offers ${listed(one)}, ActiveSync ${listed(other)}.` };
}
