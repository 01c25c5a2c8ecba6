/** Relays a request that may pass, and looks after what its answer still has to go through. */
import { plain } from './answers.ts';
import { challengeIn } from './challenge.ts';
import { filterChallenges } from './challenge-filter.ts';
import { forgetMove, headFor, redirected, upstreamFor } from './elsewhere.ts';
import { answerSelf, verdictHeader } from './own-answer.ts';
import type { Reading } from './reading.ts';
import { Relay } from './relay/relay.ts';
import type { AskAgain, Elsewhere, RelayFailure, RelayJob, RelayWatch } from './relay/relay.ts';
import type { Upstream } from './relay/upstream.ts';
import { ticketUser, TicketWay } from './tickets/with-ticket.ts';
import type { Signing } from './tickets/with-ticket.ts';
import type { Transaction } from './transaction.ts';
import { firstValue, headerLine } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';
import { clip } from '../../src-shared/clip.ts';
import { reasonTexts, undetailedText } from '../../src-shared/reason-texts.ts';
import { performance } from 'node:perf_hooks';

export function passOn(reading: Reading, peeked: RelayJob['peeked']): void {
  const upstream = reading.pin?.upstream ?? upstreamFor(reading);
  const user = ticketUser(reading);
  const { kcd } = reading.transaction.generation.settings;
  if (user === null || kcd === null) {
    relay(reading, upstream, peeked, null);
    return;
  }
  const way: TicketWay = new TicketWay(reading, user, kcd, (to, body, signing) => {
    relay(reading, to, body, { way, signing });
  });
  way.begin(upstream, peeked);
}

/** How a request signs in whose user brought a certificate. */
interface ByTicket {
  readonly way: TicketWay;
  readonly signing: Signing;
}

function relay(
  reading: Reading,
  upstream: Upstream,
  peeked: RelayJob['peeked'],
  ticket: ByTicket | null,
): void {
  const { transaction, route, identified, pin } = reading;
  const admission = upstream.circuit.admit();
  if (typeof admission === 'object') {
    answerUnreachable(transaction, admission.retryAfterSeconds);
    return;
  }
  transaction.asked = upstream.address;
  const timeoutMs = transaction.generation.settings.emailServer.timeoutSeconds * 1000;
  const head = headFor(reading, upstream);
  const work = new Relay({
    exchange: transaction.exchange,
    upstream,
    head: ticket === null ? head : { ...head, sign: ticket.signing.sign },
    proves: identified.identity === null ? 'nobody' : 'somebody',
    own: pin?.own ?? ticket?.signing.own ?? null,
    probe: admission === 'probe',
    peeked,
    maxBody: route.maxBody,
    headMs: transaction.lasting ? null : timeoutMs,
    watch: new Watch(reading, ticket),
  });
  transaction.underWay = work;
  work.begin(peeked);
}

/** Exchange took no connection lately: nobody waits for another one that fails. */
function answerUnreachable(transaction: Transaction, seconds: number): void {
  transaction.facts.reason = 'UPSTREAM_UNREACHABLE';
  transaction.remark('not tried: it took no connection lately');
  const text = `${reasonTexts.UPSTREAM_UNREACHABLE} Request ${transaction.id}.`;
  const headers = { 'Retry-After': String(seconds) };
  answerSelf(transaction, plain(503, text, { headers }));
}

class Watch implements RelayWatch {
  readonly #reading: Reading;
  readonly #ticket: ByTicket | null;

  constructor(reading: Reading, ticket: ByTicket | null) {
    this.#reading = reading;
    this.#ticket = ticket;
  }

  connected(): void {
    this.#reading.transaction.marks.connected = performance.now();
  }

  sent(bytes: number): void {
    this.#reading.transaction.facts.bytesIn += bytes;
  }

  answered(status: number, lines: readonly HeaderLine[]): readonly HeaderLine[] | null {
    const reading = this.#reading;
    const { transaction } = reading;
    transaction.marks.answered = performance.now();
    if (identityIsNeeded(reading, status)) {
      answerSelf(transaction, plain(403, `${undetailedText} Request ${transaction.id}.`));
      return null;
    }
    if (this.#ticket !== null) {
      const { signing } = this.#ticket;
      if (status === 401) signing.refused();
      else if (!signing.accepts(lines)) return null;
    }
    transaction.facts.answeredBy = 'exchange';
    reading.pin?.answered(status, challengeIn(lines), staysSignedIn(lines));
    prove(reading, status);
    return answerLines(reading, status, lines);
  }

  received(bytes: number): void {
    this.#reading.transaction.facts.bytesOut += bytes;
  }

  redirected(from: Upstream, status: number, lines: readonly HeaderLine[]): Elsewhere {
    const to = redirected(this.#reading, from, status, lines);
    if (this.#ticket === null || to.kind !== 'follow') return to;
    const ask = this.#ticket.way.elsewhere(to.upstream);
    return ask === null ? { kind: 'refuse', why: 'redirected too often' } : { kind: 'again', ask };
  }

  unauthorized(): AskAgain | null {
    return this.#ticket?.signing.unauthorized() ?? null;
  }

  failed(why: RelayFailure, detail: string): void {
    const reading = this.#reading;
    const { transaction } = reading;
    transaction.remark(clip(detail));
    if (why === 'too large') {
      transaction.facts.reason = 'REQUEST_MALFORMED';
      answerSelf(transaction, plain(413, 'The request is too large.', { close: true }));
      return;
    }
    transaction.facts.reason = why;
    if (why === 'UPSTREAM_UNREACHABLE' || why === 'UPSTREAM_TLS') forgetMove(reading);
    const text = `${reasonTexts[why]} Request ${transaction.id}.`;
    answerSelf(transaction, plain(why === 'UPSTREAM_TIMEOUT' ? 504 : 502, text));
  }

  truncated(): void {
    this.#reading.transaction.remark('Exchange broke off its answer');
  }
}

/**
 * A request that proves nobody gets no content where unknown devices are blocked: only the
 * challenge to say who it is, the answer to OPTIONS, or the public documents (ARCHITECTURE.md, "One request's way").
 */
function identityIsNeeded(reading: Reading, status: number): boolean {
  const { transaction, route, identified, pin } = reading;
  if (identified.identity !== null) return false;
  const { policies } = transaction.generation.settings.compliance;
  if (policies.mode === 'off') return false;
  // Whoever is in the middle of a sign-in will say who it is.
  if (policies.unknownDevices === 'allow' && pin === null) return false;
  if (status === 401 || transaction.method === 'OPTIONS' || route.name === 'ewsDocument')
    return false;
  const enforced = policies.mode === 'enforce';
  transaction.decided(enforced ? 'blocked' : 'would-block', 'NO_IDENTITY');
  return enforced;
}

/** Exchange accepted the credential. Documents, OPTIONS and what lies at other paths prove nothing: they may be public. */
function prove({ transaction, shared, route, pin }: Reading, status: number): void {
  if (status < 200 || status > 299) return;
  if (route.name === 'ewsDocument' || route.name === 'extra') return;
  if (transaction.method !== 'POST') return;
  if (pin?.accepted === true) {
    // What Exchange forgets with its answer proves nothing afterwards.
    pin.proven = pin.user !== null;
    transaction.facts.proof = 'proven';
  }
  if (transaction.proofName === null) return;
  transaction.facts.proof = 'proven';
  shared.proofs.add(transaction.proofName, transaction.host.now().getTime());
}

function answerLines(
  reading: Reading,
  status: number,
  lines: readonly HeaderLine[],
): readonly HeaderLine[] {
  const { transaction, route, pin } = reading;
  const { vendor, authentication } = transaction.generation.settings;
  const own = withVerdicts(transaction, lines);
  // Who brought a certificate signs in to the gateway alone: nothing of that between it and Exchange concerns them.
  if (ticketUser(reading) !== null) return own.filter(({ lower }) => lower !== 'www-authenticate');
  if (route.protocol !== 'ews' || !vendor.removeUnsupportedAuth) return own;
  const filtered = filterChallenges(own, {
    ntlm: authentication.ntlm === 'pinned',
    negotiate: false,
    steps: pin !== null,
  });
  if (status === 401 && filtered.nothingLeft) noteNoMethodLeft(reading, transaction);
  return filtered.lines;
}

/** IIS says whether it remembers on the connection who signed in ([MS-NTHT] 2.2.3; facts: ews 3). */
function staysSignedIn(lines: readonly HeaderLine[]): boolean {
  return firstValue(lines, 'persistent-auth')?.trim().toLowerCase() !== 'false';
}

/** Only the gateway says which device passes; a line of that name from behind would contradict it. */
function withVerdicts(
  transaction: Transaction,
  lines: readonly HeaderLine[],
): readonly HeaderLine[] {
  const configured = transaction.generation.settings.compliance.ens.verdictHeader;
  if (configured === null) return lines;
  const added = Object.entries(verdictHeader(transaction) ?? {}).map(([name, value]) =>
    headerLine(name, value),
  );
  return [...lines.filter(({ lower }) => lower !== configured.toLowerCase()), ...added];
}

function noteNoMethodLeft({ shared, identified }: Reading, transaction: Transaction): void {
  transaction.facts.reason = 'NO_METHOD_LEFT';
  shared.noMethodLeft.add({
    client: transaction.client,
    user: identified.identity?.user ?? null,
    at: transaction.host.now().toISOString(),
  });
}
