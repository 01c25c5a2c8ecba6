/** The way of a request that proves somebody: decide by its head, look at the body of EWS, decide on what it says. */
import { plain } from './answers.ts';
import { SoapPeek } from './identify/peek.ts';
import type { Peeked } from './identify/peek.ts';
import { whyUnreadable } from './identify/body-headers.ts';
import type { SoapState } from './identify/soap.ts';
import { answerSelf, blockedAnswer } from './own-answer.ts';
import { lookForHeader } from './find-header/look.ts';
import { passOn } from './pass-on.ts';
import { policiesFor } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Transaction } from './transaction.ts';
import { decide } from '../compliance/decide.ts';
import type { Identity } from '../../src-shared/decision.ts';
import { isLasting } from '../../src-shared/lasting.ts';
import type { EnsRules } from '../../src-shared/settings/in-force.ts';

export const nothingPeeked = { chunks: [], ended: false } as const;

export function enterSomebody(reading: Reading, identity: Identity): void {
  const { transaction, shared, route } = reading;
  const { facts, host, proofName, exchange } = transaction;
  const isProven =
    proofName === null
      ? reading.pin?.proven === true
      : shared.proofs.has(proofName, host.now().getTime());
  if (isProven) facts.proof = 'proven';

  const hasSoap = route.name === 'ews' && transaction.method === 'POST';
  const passed = passes(reading, identity);
  if (!passed && !(hasSoap && mayUnsubscribe(reading, identity))) {
    lookForHeader(reading, identity);
    answerSelf(transaction, blockedAnswer(reading));
    return;
  }
  // Headers decide first, then the body is asked for (facts: ews 6.2, "Expect").
  if (exchange.awaitsContinue) exchange.sendContinue();
  if (!hasSoap) {
    passOn(reading, nothingPeeked);
    return;
  }
  const { webhookHosts } = ensRules(transaction);
  const peek = new SoapPeek(exchange, identity.fromEns && webhookHosts.length > 0, (peeked) => {
    // In the meantime the client may have gone, or its device may have been blocked.
    if (exchange.closed || exchange.headSent) return;
    if (passesSoap(reading, identity, { ...peeked, soap: soapOf(reading, peeked) }, passed))
      passOn(reading, peeked);
  });
  transaction.underWay = peek;
  peek.begin();
}

function passes(reading: Reading, identity: Identity): boolean {
  const { transaction } = reading;
  const { generation, host, facts } = transaction;
  const policies = policiesFor(reading, generation.settings.compliance.policies);
  const decision = decide(identity, host.directory(), policies, host.now());
  facts.identity = identity;
  transaction.decided(decision.verdict, decision.reason, decision.devices);
  if (decision.verdict === 'blocked') return false;
  // Allowed all the same, but the log says that somebody tried to name devices.
  if (reading.identified.untrustedHeader && decision.verdict === 'allowed') {
    facts.reason = 'DEVICE_HEADER_UNTRUSTED';
  }
  return true;
}

/** Blocked, but its body may end a subscription: then it is worth a look. */
function mayUnsubscribe({ transaction }: Reading, identity: Identity): boolean {
  const { host, generation } = transaction;
  const { policies } = generation.settings.compliance;
  if (!identity.fromEns || !ensRules(transaction).unsubscribePasses) return false;
  const asked = { ...identity, operation: 'Unsubscribe' };
  return decide(asked, host.directory(), policies, host.now()).verdict !== 'blocked';
}

function ensRules({ generation }: Transaction): EnsRules {
  return generation.settings.compliance.policies.rules.ens;
}

/** Whether more is to be decided now that the body was looked at. */
function bodyCounts({ operations, webhookHosts }: EnsRules, mailbox: string | null): boolean {
  return mailbox !== null || operations.length > 0 || webhookHosts.length > 0;
}

function soapOf({ transaction }: Reading, { soap }: Peeked): SoapState {
  const why = whyUnreadable(transaction.lines);
  return why === null
    ? soap
    : { kind: 'unreadable', text: `The SOAP request cannot be read: ${why}.` };
}

/**
 * The mailbox that is acted for must pass as well, and what ENS asks for; what cannot be read cannot be decided on.
 * @param passed by its head
 */
function passesSoap(
  reading: Reading,
  identity: Identity,
  peeked: Peeked,
  passed: boolean,
): boolean {
  const { transaction } = reading;
  const { facts, generation } = transaction;
  if (peeked.soap.kind !== 'read') {
    const text = peeked.soap.kind === 'unreadable' ? peeked.soap.text : '';
    const { mode } = generation.settings.compliance.policies;
    if (mode === 'off') return true;
    if (passed)
      transaction.decided(mode === 'enforce' ? 'blocked' : 'would-block', 'SOAP_UNREADABLE');
    if (mode !== 'enforce') return true;
    facts.bytesIn += byteLength(peeked);
    answerSelf(transaction, passed ? plain(400, text) : blockedAnswer(reading));
    return false;
  }
  const { operation, mailbox, webhookHost } = peeked.soap.facts;
  facts.operation = operation;
  transaction.lasting = isLasting(operation);
  if (mailbox === null && !identity.fromEns) return true;
  const known = { ...identity, mailbox, operation, webhookHost };
  const pass = decidesBody(reading, known, passed);
  if (identity.fromEns) lookForHeader(reading, known);
  if (pass) return true;
  facts.bytesIn += byteLength(peeked);
  answerSelf(transaction, blockedAnswer(reading));
  return false;
}

function decidesBody(reading: Reading, known: Identity, passed: boolean): boolean {
  const { transaction } = reading;
  if (!passed || bodyCounts(ensRules(transaction), known.mailbox)) return passes(reading, known);
  // For a rule that comes into force while its answer runs.
  transaction.facts.identity = known;
  return true;
}

function byteLength(peeked: Peeked): number {
  return peeked.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
