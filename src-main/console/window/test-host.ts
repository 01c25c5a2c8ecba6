/** The Test button of the host override: what a request to that Exchange would meet, step by step. */
import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import { clip } from '../../../src-shared/clip.ts';
import type { HostCheck } from '../../../src-shared/contract/window.ts';
import { problem, SallyportError } from '../../../src-shared/errors.ts';
import { parseHostAndPort } from '../../../src-shared/settings/host-and-port.ts';
import type { UpstreamAddress } from '../../../src-shared/settings/in-force.ts';
import { filterChallenges, splitChallenges } from '../../gateway/challenge-filter.ts';
import type { HomePaths } from '../../settings/home.ts';
import { loadTrustedCertificates } from '../../trust/trusted-certificates.ts';

/** For each step. */
const BOUND_MS = 5000;

const EWS = '/EWS/Exchange.asmx';
const EAS = '/Microsoft-Server-ActiveSync';

type Name = HostCheck['name'];
const order: readonly Name[] = ['resolve', 'connect', 'certificate', 'challenges', 'methods'];

export interface TestContext {
  readonly paths: HomePaths;
  readonly now: () => Date;
}

/** All five steps, in order; after one that failed the others are skipped. */
export async function testHost(text: string, context: TestContext): Promise<HostCheck[]> {
  const parsed = parseHostAndPort(text);
  if (!parsed.ok) {
    throw new SallyportError([problem('HOST_AND_PORT', `The address ${parsed.reason}.`)]);
  }
  const { address } = parsed;
  const trusted = await loadTrustedCertificates(
    context.paths.trust,
    context.paths.config,
    context.now(),
  );
  const ca = [...rootCertificates, ...trusted.certificates];
  let ews: readonly string[] = [];
  const steps: Readonly<Record<Name, () => Promise<Omit<HostCheck, 'name'>>>> = {
    resolve: () => resolves(address),
    connect: () => connects(address),
    certificate: () => certificate(address, ca),
    challenges: async () => {
      ews = await challengesOf(address, 'GET', EWS);
      return challenges(ews);
    },
    methods: async () => methods(ews, await challengesOf(address, 'OPTIONS', EAS)),
  };
  const found: HostCheck[] = [];
  for (const name of order) {
    const failed = found.some((each) => each.state === 'failed');
    found.push({
      name,
      ...(failed ? { state: 'skipped', text: 'Not tried.' } : await attempt(steps[name])),
    });
  }
  return found;
}

async function attempt(
  step: () => Promise<Omit<HostCheck, 'name'>>,
): Promise<Omit<HostCheck, 'name'>> {
  try {
    return await bounded(step());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { state: 'failed', text: clip(why, 300) };
  }
}

function bounded<Value>(work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const guard = setTimeout(
      () => reject(new Error(`no answer within ${BOUND_MS / 1000} s`)),
      BOUND_MS,
    );
    work.then(resolve, reject).finally(() => clearTimeout(guard));
  });
}

async function resolves({ host }: UpstreamAddress): Promise<Omit<HostCheck, 'name'>> {
  if (isIP(host) !== 0) return { state: 'fine', text: `${host} is an address.` };
  const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
  return { state: 'fine', text: `${host} is ${addresses.join(', ')}.` };
}

function connects({ host, port }: UpstreamAddress): Promise<Omit<HostCheck, 'name'>> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, timeout: BOUND_MS });
    socket.once('connect', () => {
      socket.destroy();
      const took = Math.round(performance.now() - began);
      resolve({ state: 'fine', text: `Connected to port ${port} in ${took} ms.` });
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
  });
}

async function certificate(
  { scheme, host, port }: UpstreamAddress,
  ca: readonly string[],
): Promise<Omit<HostCheck, 'name'>> {
  if (scheme === 'http') return { state: 'warns', text: 'Plain HTTP: nothing is encrypted.' };
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    // It is looked at, whoever signed it; nothing is sent.
    const options = { host, port, ca: [...ca], rejectUnauthorized: false, timeout: BOUND_MS };
    const name = isIP(host) === 0 ? { servername: host } : {};
    const opened = connectTls({ ...options, ...name }, () => resolve(opened));
    opened.once('timeout', () => opened.destroy(new Error('no answer')));
    opened.once('error', reject);
  });
  const seen = socket.getPeerX509Certificate();
  const error = socket.authorized ? null : String(socket.authorizationError);
  socket.on('error', () => undefined).destroy();
  const facts =
    seen === undefined
      ? 'No certificate.'
      : `${clip(oneLine(seen.subject), 120)}, issued by ${clip(oneLine(seen.issuer), 120)}, ` +
        `valid until ${seen.validTo}, SHA-256 ${seen.fingerprint256}.`;
  return error === null
    ? { state: 'fine', text: facts }
    : { state: 'failed', text: `Not trusted (${clip(error, 80)}): ${facts}` };
}

const oneLine = (text: string): string => text.replaceAll('\n', ', ');

function challenges(offered: readonly string[]): Omit<HostCheck, 'name'> {
  if (offered.length === 0) {
    return { state: 'warns', text: 'EWS offers no authentication: is this an Exchange server?' };
  }
  const lines = offered.map((value) => ['WWW-Authenticate', value] as [string, string]);
  const { lines: left } = filterChallenges(lines, false);
  const before = schemesOf(offered).join(', ');
  const after = schemesOf(left.map(([, value]) => value));
  return after.length === 0
    ? {
        state: 'warns',
        text: `EWS offers ${before}; nothing is left when unsupported methods are removed.`,
      }
    : {
        state: 'fine',
        text: `EWS offers ${before}; after removing unsupported methods: ${after.join(', ')}.`,
      };
}

function methods(ews: readonly string[], eas: readonly string[]): Omit<HostCheck, 'name'> {
  const [one, other] = [schemesOf(ews), schemesOf(eas)];
  const same = one.length === other.length && one.every((each) => other.includes(each));
  return same
    ? { state: 'fine', text: `EWS and ActiveSync offer the same: ${one.join(', ') || 'nothing'}.` }
    : {
        state: 'warns',
        text: `EWS offers ${one.join(', ') || 'nothing'}, ActiveSync ${other.join(', ') || 'nothing'}.`,
      };
}

function schemesOf(values: readonly string[]): string[] {
  return [
    ...new Set(values.flatMap((value) => splitChallenges(value).map(({ scheme }) => scheme))),
  ];
}

/** The certificate was judged by the step before: here only the answer counts. */
function challengesOf(
  { scheme, host, port }: UpstreamAddress,
  method: string,
  path: string,
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const options = { host, port, method, path, agent: false, timeout: BOUND_MS } as const;
    const answered = (response: IncomingMessage): void => {
      response.resume();
      const { rawHeaders } = response;
      resolve(
        rawHeaders.filter(
          (_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'www-authenticate',
        ),
      );
    };
    const request =
      scheme === 'https'
        ? httpsRequest({ ...options, rejectUnauthorized: false }, answered)
        : httpRequest(options, answered);
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
    request.end();
  });
}
