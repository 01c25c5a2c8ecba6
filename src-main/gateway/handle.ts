/** One request's way: judge the head, route, identify, decide, relay (ARCHITECTURE.md, "One request's way"). */
import { plain } from './answers.ts';
import type { Answer } from './answers.ts';
import { certificateSignIn, isCertificateUser, refusedCertificate } from './certificate.ts';
import { judgeHead } from './head.ts';
import { isLoop } from './hop.ts';
import { identify } from './identify/identify.ts';
import type { IdentifyInput } from './identify/identify.ts';
import { SoapPeek } from './identify/peek.ts';
import type { Peeked } from './identify/peek.ts';
import { answerSelf, blockedAnswer } from './own-answer.ts';
import { passOn } from './pass-on.ts';
import { pinFor } from './pinning.ts';
import type { Pin } from './pins.ts';
import type { SignIn } from './identify/sign-ins.ts';
import { policiesFor } from './reading.ts';
import type { Reading, Shared } from './reading.ts';
import { matchRoute } from './routes.ts';
import type { Route } from './routes.ts';
import type { Transaction } from './transaction.ts';
import { firstValue } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';
import { decide } from '../compliance/decide.ts';
import type { Identity, Reason } from '../../src-shared/decision.ts';
import { isLasting } from '../../src-shared/lasting.ts';
import { reasonTexts } from '../../src-shared/reason-texts.ts';

const nothingPeeked = { chunks: [], ended: false } as const;

export function handle(transaction: Transaction, shared: Shared): void {
  const { head } = transaction.exchange;
  const { generation } = transaction;
  const refusal = judgeHead(head, generation.identityHeaders);
  if (refusal !== null) {
    // The end of such a request cannot be trusted, so nothing after it on this connection is.
    refuse(
      transaction,
      shared,
      'REQUEST_MALFORMED',
      plain(refusal.status, refusal.text, { close: true }),
    );
    return;
  }
  if (isLoop(head.lines, shared.hop)) {
    refuse(transaction, shared, 'REQUEST_LOOP', plain(508, reasonTexts.REQUEST_LOOP));
    return;
  }
  const { routes, settings } = generation;
  const refused =
    settings.clientCertificates === null ? null : refusedCertificate(transaction, shared);
  if (refused !== null) {
    refuseCertificate(transaction, shared, refused);
    return;
  }
  const match = matchRoute(routes, head.target, head.method, settings.vendor);
  switch (match.kind) {
    case 'unknown':
      refuse(transaction, shared, 'ROUTE_UNKNOWN', plain(404, 'Not found.'));
      return;
    case 'off':
      transaction.facts.protocol = match.route.protocol;
      refuse(transaction, shared, 'EWS_PROXY_OFF', plain(404, 'Not found.'));
      return;
    case 'method': {
      transaction.facts.protocol = match.route.protocol;
      const headers = { Allow: match.route.methods.join(', ') };
      refuse(transaction, shared, 'ROUTE_UNKNOWN', plain(405, 'Method not allowed.', { headers }));
      return;
    }
    case 'route':
      enter(transaction, shared, match.route, match.query);
  }
}

function enter(transaction: Transaction, shared: Shared, route: Route, query: string | null): void {
  const { lines, facts } = transaction;
  facts.protocol = route.protocol;
  if (declaredLength(lines) > route.maxBody) {
    const answer = plain(413, 'The request is too large.', { close: true });
    refuse(transaction, shared, 'REQUEST_MALFORMED', answer);
    return;
  }
  const authorization = firstValue(lines, 'authorization');
  const { connection } = transaction.exchange;
  const signIn = shared.signIns.of(connection, transaction.client, authorization);
  transaction.proofName = signIn.proofName;
  const { credentials } = signIn;
  const { certificateUser } = transaction;
  if (certificateUser !== null && transaction.generation.settings.kcd !== null) {
    enterByCertificate(transaction, shared, { route, query, signIn, user: certificateUser });
    return;
  }
  if (credentials.kind !== 'step' && shared.pins.isEmpty) {
    enterAs(transaction, shared, { route, query, credentials, pin: null });
    return;
  }
  const pinning = pinFor(transaction, shared, route, signIn);
  if (pinning.kind === 'go') {
    enterAs(transaction, shared, { route, query, ...pinning });
    return;
  }
  facts.authentication = pinning.scheme;
  transaction.remark(pinning.text);
  if (pinning.kind === 'malformed')
    refuse(transaction, shared, 'REQUEST_MALFORMED', plain(400, pinning.text));
  else refuse(transaction, shared, 'AUTHENTICATION_UNSUPPORTED', plain(403, pinning.text));
}

interface Asked {
  readonly route: Route;
  readonly query: string | null;
  readonly credentials: IdentifyInput['credentials'];
  readonly pin: Pin | null;
}

/** Exchange hears nothing of what else the request says of its user. */
function enterByCertificate(
  transaction: Transaction,
  shared: Shared,
  asked: Pick<Asked, 'route' | 'query'> & { readonly signIn: SignIn; readonly user: string },
): void {
  const { route, query, signIn, user } = asked;
  transaction.proofName = null;
  shared.pins.of(transaction.exchange.connection)?.leave();
  const credentials = certificateSignIn(transaction, user, signIn);
  if (credentials === null) refuseCertificate(transaction, shared, otherUser);
  else {
    transaction.facts.proof = 'proven';
    enterAs(transaction, shared, { route, query, credentials, pin: null });
  }
}

const otherUser = 'The client certificate names another user than the one who signs in.';

function refuseCertificate(transaction: Transaction, shared: Shared, text: string): void {
  transaction.remark(text);
  refuse(transaction, shared, 'CLIENT_CERTIFICATE', plain(403, text));
}

function enterAs(transaction: Transaction, shared: Shared, asked: Asked): void {
  const { generation, facts } = transaction;
  const { route, query, credentials, pin } = asked;
  const identified = identify({
    route,
    method: transaction.method,
    query,
    lines: transaction.lines,
    credentials,
    fromEns: generation.ensSources.has(transaction.client),
    deviceHeader: generation.identityHeaders[0] ?? null,
  });
  if (identified.kind === 'malformed') {
    refuse(transaction, shared, 'REQUEST_MALFORMED', plain(400, identified.text));
    return;
  }
  if (identified.kind === 'unsupported') {
    facts.authentication = identified.scheme;
    const text = reasonTexts.AUTHENTICATION_UNSUPPORTED;
    refuse(transaction, shared, 'AUTHENTICATION_UNSUPPORTED', plain(403, text));
    return;
  }
  const { identity } = identified;
  if (identity !== null && !isCertificateUser(transaction, identity)) {
    pin?.leave();
    facts.authentication = identified.authentication;
    refuseCertificate(transaction, shared, otherUser);
    return;
  }
  if (identity !== null && transaction.certificateUser !== null) facts.proof = 'proven';
  facts.identity = identity;
  facts.authentication = identified.authentication;
  facts.operation = identified.eas?.command ?? null;
  transaction.lasting = isLasting(facts.operation);
  if (identified.untrustedHeader) transaction.remark('DEVICE_HEADER_UNTRUSTED');
  const reading: Reading = { transaction, shared, route, query, identified, pin };
  transaction.reading = reading;
  if (identified.identity === null) enterNobody(reading);
  else enterSomebody(reading, identified.identity);
}

/** Chunked bodies declare none, and are cut where they exceed the limit. */
function declaredLength(lines: readonly HeaderLine[]): number {
  return Number(firstValue(lines, 'content-length') ?? 0);
}

/** Refused before anybody was identified. A flood of these must not fill the journal. */
function refuse(transaction: Transaction, shared: Shared, reason: Reason, answer: Answer): void {
  // Also what is not stored is counted, under its reason.
  transaction.facts.reason = reason;
  const isStored = shared.refusals.add(transaction.client, reason);
  if (isStored) transaction.decided('blocked', reason);
  answerSelf(transaction, answer);
}

/** The anonymous leg of a 401 dance, an OPTIONS without a user, or a public document. */
function enterNobody(reading: Reading): void {
  const { transaction } = reading;
  const { mode } = transaction.generation.settings.compliance.policies;
  transaction.decided('allowed', mode === 'off' ? 'COMPLIANCE_OFF' : 'NO_IDENTITY');
  if (isKeptForEns(reading)) {
    transaction.decided(mode === 'enforce' ? 'blocked' : 'would-block', 'ENS_ONLY');
    if (mode === 'enforce') {
      answerSelf(transaction, blockedAnswer(reading));
      return;
    }
  }
  if (transaction.exchange.awaitsContinue) transaction.exchange.sendContinue();
  passOn(reading, nothingPeeked);
}

/** `decide` asks this of everybody who is somebody; without it nobody in particular would still get in. */
function isKeptForEns({ transaction, route }: Reading): boolean {
  const { settings, ensSources } = transaction.generation;
  const { mode, onlyEnsMayUseEws } = settings.compliance.policies;
  if (mode === 'off' || !onlyEnsMayUseEws || route.protocol !== 'ews') return false;
  return !ensSources.has(transaction.client);
}

function enterSomebody(reading: Reading, identity: Identity): void {
  const { transaction, shared } = reading;
  const { facts, host, proofName } = transaction;
  const isProven =
    proofName === null
      ? reading.pin?.proven === true
      : shared.proofs.has(proofName, host.now().getTime());
  if (isProven) facts.proof = 'proven';

  if (!passes(reading, identity)) return;
  // Headers decide first, then the body is asked for (facts: ews 6.2, "Expect").
  if (transaction.exchange.awaitsContinue) transaction.exchange.sendContinue();
  if (reading.route.name !== 'ews' || transaction.method !== 'POST') {
    passOn(reading, nothingPeeked);
    return;
  }
  const { exchange } = transaction;
  const peek = new SoapPeek(exchange, (peeked) => {
    // In the meantime the client may have gone, or its device may have been blocked.
    if (exchange.closed || exchange.headSent) return;
    if (passesSoap(reading, identity, peeked)) passOn(reading, peeked);
  });
  transaction.underWay = peek;
  peek.begin();
}

/** Decides, and answers when the answer is no. */
function passes(reading: Reading, identity: Identity): boolean {
  const { transaction } = reading;
  const { generation, host, facts } = transaction;
  const policies = policiesFor(reading, generation.settings.compliance.policies);
  const decision = decide(identity, host.directory(), policies, host.now());
  facts.identity = identity;
  transaction.decided(decision.verdict, decision.reason, decision.devices);
  if (decision.verdict !== 'blocked') {
    // Allowed all the same, but the log says that somebody tried to name devices.
    if (reading.identified.untrustedHeader && decision.verdict === 'allowed') {
      facts.reason = 'DEVICE_HEADER_UNTRUSTED';
    }
    return true;
  }
  answerSelf(transaction, blockedAnswer(reading));
  return false;
}

/** The mailbox that is acted for must pass as well; what cannot be read cannot be decided on. */
function passesSoap(reading: Reading, identity: Identity, peeked: Peeked): boolean {
  const { transaction } = reading;
  const { facts, generation } = transaction;
  if (peeked.soap.kind !== 'read') {
    const text = peeked.soap.kind === 'unreadable' ? peeked.soap.text : '';
    const { mode } = generation.settings.compliance.policies;
    if (mode === 'off') return true;
    transaction.decided(mode === 'enforce' ? 'blocked' : 'would-block', 'SOAP_UNREADABLE');
    if (mode !== 'enforce') return true;
    facts.bytesIn += byteLength(peeked);
    answerSelf(transaction, plain(400, text));
    return false;
  }
  const { operation, mailbox } = peeked.soap.facts;
  facts.operation = operation;
  transaction.lasting = isLasting(operation);
  if (mailbox === null) return true;
  if (passes(reading, { ...identity, mailbox })) return true;
  facts.bytesIn += byteLength(peeked);
  return false;
}

function byteLength(peeked: Peeked): number {
  return peeked.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
