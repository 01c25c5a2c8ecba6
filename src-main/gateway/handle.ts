/** One request's way: judge the head, route, identify, decide, relay (ARCHITECTURE.md, "One request's way"). */
import { plain } from './answers.ts';
import type { Answer } from './answers.ts';
import { certificateSignIn, isCertificateUser, refusedCertificate } from './certificate.ts';
import { isEnsByCertificate, isFromEns } from './ens-peer.ts';
import { judgeHead } from './head.ts';
import { isLoop } from './hop.ts';
import { identify } from './identify/identify.ts';
import type { IdentifyInput } from './identify/identify.ts';
import { answerSelf, blockedAnswer } from './own-answer.ts';
import { passOn } from './pass-on.ts';
import { pinFor } from './pinning.ts';
import type { Pin } from './pins.ts';
import type { SignIn } from './identify/sign-ins.ts';
import type { Reading, Shared } from './reading.ts';
import { matchRoute } from './routes.ts';
import type { Route } from './routes.ts';
import { enterSomebody, nothingPeeked } from './somebody.ts';
import type { Transaction } from './transaction.ts';
import { firstValue } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';
import type { Reason } from '../../src-shared/decision.ts';
import { isLasting } from '../../src-shared/lasting.ts';
import { reasonTexts } from '../../src-shared/reason-texts.ts';

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
  transaction.fromEns = isFromEns(transaction, shared);
  const refused =
    settings.clientCertificates === null || isEnsByCertificate(transaction)
      ? null
      : refusedCertificate(transaction, shared);
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
    fromEns: transaction.fromEns,
    deviceHeader: generation.identityHeaders[0] ?? null,
    deviceSyntax: generation.settings.compliance.ens.deviceSyntax,
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
  const { mode, onlyEnsMayUseEws } = transaction.generation.settings.compliance.policies;
  if (mode === 'off' || !onlyEnsMayUseEws || route.protocol !== 'ews') return false;
  return !transaction.fromEns;
}
