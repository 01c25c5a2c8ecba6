/** The answers that the gateway gives in Exchange's place, for a given transaction. */
import { blockAnswer, send } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Reading } from './reading.ts';
import type { Transaction } from './transaction.ts';
import { verdictsInHeader } from './identify/verdict-header.ts';
import { firstValue } from '../http/fields.ts';
import { reasonTexts, undetailedText } from '../../src-shared/reason-texts.ts';

export function answerSelf(transaction: Transaction, answer: Answer): void {
  const { exchange, facts } = transaction;
  if (exchange.headSent || exchange.closed) return;
  facts.answeredBy = 'gateway';
  facts.bytesOut += send(exchange, closeAfterLargeBody(transaction, answer), transaction.id);
}

/** The rest of a refused body is read to keep the connection; a large one is not worth it. */
function closeAfterLargeBody(transaction: Transaction, answer: Answer): Answer {
  const length = Number(firstValue(transaction.lines, 'content-length') ?? 0);
  return length > 1024 * 1024 ? { ...answer, close: true } : answer;
}

/** The block answer of a decided transaction, with as much reason as its client may know. */
export function blockedAnswer(reading: Reading): Answer {
  const { transaction, route, identified } = reading;
  const { facts, generation, id } = transaction;
  const { compliance } = generation.settings;
  const fromEns = identified.identity?.fromEns ?? false;
  const detailed = fromEns || facts.proof === 'proven';
  const said = detailed ? `${reasonTexts[facts.reason]} (${facts.reason})` : undetailedText;
  const answer = blockAnswer(
    {
      protocol: route.protocol,
      text: `${said} Request ${id}.`,
      command: identified.eas?.command ?? null,
      version: identified.eas?.version ?? firstValue(transaction.lines, 'ms-asprotocolversion'),
    },
    compliance,
  );
  const headers = verdictHeader(transaction);
  return headers === null ? answer : { ...answer, headers };
}

/** Tells a trusted notification service which of the devices it named may be notified (facts: seg 1.4). */
export function verdictHeader(transaction: Transaction): Record<string, string> | null {
  const { ens, policies } = transaction.generation.settings.compliance;
  const { verdictHeader: name } = ens;
  const { identity, devices } = transaction.facts;
  if (name === null || identity === null || !identity.fromEns) return null;
  if (identity.protocol !== 'ews' || identity.deviceIds.length === 0) return null;
  // Told that a device is blocked, the service would not notify it: in test mode nothing is blocked.
  const told =
    policies.mode === 'enforce'
      ? devices
      : devices.map(({ id }) => ({ id, verdict: 'allowed' as const }));
  return { [name]: verdictsInHeader(told, ens) };
}
