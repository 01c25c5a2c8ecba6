/** Ends transactions from the inside: a device was blocked, or a generation's time is over. */
import { plain } from './answers.ts';
import { answerSelf, blockedAnswer } from './own-answer.ts';
import { policiesFor } from './reading.ts';
import type { Transaction } from './transaction.ts';
import { decide } from '../compliance/decide.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';

/**
 * Decides an open transaction anew. Cuts it when it no longer passes.
 * @param policies those in force now, also for a transaction of an older generation.
 * @returns whether it was cut.
 */
export function reconsider(transaction: Transaction, policies: Policies): boolean {
  const { facts, host, reading } = transaction;
  if (reading === null || facts.identity === null || facts.verdict === 'blocked') return false;
  const decision = decide(
    facts.identity,
    host.directory(),
    policiesFor(reading, policies),
    host.now(),
  );
  if (decision.verdict !== 'blocked') return false;
  transaction.decided(decision.verdict, decision.reason, decision.devices);
  transaction.remark(`cut: ${decision.reason}`);
  transaction.underWay?.stop();
  // A long poll that has no answer yet gets the reason; a stream can only end.
  if (transaction.exchange.headSent) transaction.exchange.cut();
  else answerSelf(transaction, blockedAnswer(reading));
  return true;
}

/** Why the gateway itself ends what is open: in the journal's words, and in the client's. */
const ends = {
  restart: ['cut: the settings changed', 'The gateway was restarted. Try again.'],
  stop: ['cut: the gateway stopped', 'The gateway is stopping. Try again later.'],
} as const;

/** Ends a transaction whose time is over although its device may pass. */
export function cutFor(why: keyof typeof ends, transaction: Transaction): void {
  const [remark, said] = ends[why];
  transaction.remark(remark);
  transaction.underWay?.stop();
  if (transaction.exchange.headSent) {
    transaction.exchange.cut();
    return;
  }
  answerSelf(
    transaction,
    plain(503, said, {
      headers: { 'Retry-After': '1' },
      close: true,
    }),
  );
}
