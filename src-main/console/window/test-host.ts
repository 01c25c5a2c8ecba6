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
import { filterChallenges, noneWorks, splitChallenges } from '../../gateway/challenge-filter.ts';
import { headerLine } from '../../http/fields.ts';
import type { HomePaths } from '../../settings/home.ts';
import { loadTrustedCertificates } from '../../trust/trusted-certificates.ts';
import { attempt, endWith } from './attempt.ts';

const BOUND_MS = 5000;

const EWS = '/EWS/Exchange.asmx';
const EAS = '/Microsoft-Server-ActiveSync';

type Name = HostCheck['name'];
type Check = Omit<HostCheck, 'name'>;
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
  const trusted = await loadTrustedCertificates(
    context.paths.trust,
    context.paths.config,
    context.now(),
  );
  const ca = [...rootCertificates, ...trusted.certificates];
  let ews: readonly string[] = [];
  const steps: Readonly<Record<Name, (signal: AbortSignal) => Promise<Check>>> = {
    resolve: () => resolves(address),
    connect: (signal) => connects(address, signal),
    certificate: (signal) => certificate(address, ca, signal),
    challenges: async (signal) => {
      ews = await challengesOf(address, 'GET', EWS, signal);
      return challenges(ews);
    },
    methods: async (signal) => methods(ews, await challengesOf(address, 'OPTIONS', EAS, signal)),
  };
  const { boundMs = BOUND_MS } = context;
  const found: HostCheck[] = [];
  for (const name of order) {
    const failed = found.some((each) => each.state === 'failed');
    found.push({
      name,
      ...(failed ? { state: 'skipped', text: 'Not tried.' } : await attempt(steps[name], boundMs)),
    });
  }
  return found;
}

async function resolves({ host }: UpstreamAddress): Promise<Check> {
  if (isIP(host) !== 0) return { state: 'fine', text: `${host} is an address.` };
  const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
  return { state: 'fine', text: `${host} is ${addresses.join(', ')}.` };
}

function connects({ host, port }: UpstreamAddress, signal: AbortSignal): Promise<Check> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port });
    endWith(signal, socket);
    socket.once('connect', () => {
      socket.destroy();
      const took = Math.round(performance.now() - began);
      resolve({ state: 'fine', text: `Connected to port ${port} in ${took} ms.` });
    });
    socket.once('error', reject);
  });
}

async function certificate(
  { scheme, host, port }: UpstreamAddress,
  ca: readonly string[],
  signal: AbortSignal,
): Promise<Check> {
  if (scheme === 'http') return { state: 'warns', text: 'Plain HTTP: nothing is encrypted.' };
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    // It is looked at, whoever signed it; nothing is sent.
    const options = { host, port, ca: [...ca], rejectUnauthorized: false };
    const name = isIP(host) === 0 ? { servername: host } : {};
    const opened = connectTls({ ...options, ...name }, () => resolve(opened));
    endWith(signal, opened);
    opened.once('error', reject);
  });
  const seen = socket.getPeerX509Certificate();
  const error = socket.authorized ? null : String(socket.authorizationError);
  socket.on('error', () => undefined).destroy();
  const facts =
    seen === undefined
      ? 'No certificate.'
      : `${clip(oneLine(seen.subject), 120)}, issued by ${clip(oneLine(seen.issuer), 120)}, ` +
        `${validity(seen.validTo)}, SHA-256 ${seen.fingerprint256}.`;
  return error === null
    ? { state: 'fine', text: facts }
    : { state: 'failed', text: `Not trusted (${clip(error, 80)}): ${facts}` };
}

/** OpenSSL's text of an instant (`Feb 18 23:59:59 2027 GMT`) is no way to read a date. */
function validity(validTo: string): string {
  const end = Date.parse(validTo);
  if (Number.isNaN(end)) return `valid until ${validTo}`;
  const day = new Date(end).toISOString().slice(0, 10);
  const days = Math.floor((end - Date.now()) / 86_400_000);
  if (days < 0) return `expired on ${day}`;
  return `valid until ${day} (${days} ${days === 1 ? 'day' : 'days'} left)`;
}

const oneLine = (text: string): string => text.replaceAll('\n', ', ');

function challenges(offered: readonly string[]): Check {
  if (offered.length === 0) {
    return { state: 'warns', text: 'EWS offers no authentication: is this an Exchange server?' };
  }
  const lines = offered.map((value) => headerLine('WWW-Authenticate', value));
  const { lines: left } = filterChallenges(lines, noneWorks);
  const before = schemesOf(offered).join(', ');
  const after = schemesOf(left.map(({ value }) => value));
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

function methods(ews: readonly string[], eas: readonly string[]): Check {
  const [one, other] = [schemesOf(ews), schemesOf(eas)];
  const same = one.length === other.length && one.every((each) => other.includes(each));
  return same
    ? { state: 'fine', text: `EWS and ActiveSync offer the same: ${one.join(', ') || 'nothing'}.` }
    : {
        state: 'warns',
        text: `EWS offers ${one.join(', ') || 'nothing'}, ActiveSync ${other.join(', ') || 'nothing'}.`,
      };
}

/** Schemes compare without case (RFC 9110, section 11.1); these are written so. */
const written: Readonly<Record<string, string>> = {
  ...{ basic: 'Basic', bearer: 'Bearer', digest: 'Digest', negotiate: 'Negotiate', ntlm: 'NTLM' },
};

function schemesOf(values: readonly string[]): string[] {
  return [
    ...new Set(
      values.flatMap((value) =>
        splitChallenges(value).map(({ scheme }) => written[scheme] ?? scheme),
      ),
    ),
  ];
}

/** The certificate was judged by the step before: here only the answer counts. */
function challengesOf(
  { scheme, host, port }: UpstreamAddress,
  method: string,
  path: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const options = { host, port, method, path, agent: false } as const;
    const answered = (response: IncomingMessage): void => {
      // The head is all that is wanted: a body may have no end.
      response.on('error', () => undefined).destroy();
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
    endWith(signal, request);
    request.once('error', reject);
    request.end();
  });
}
