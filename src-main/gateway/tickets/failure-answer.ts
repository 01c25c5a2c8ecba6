/** What a client hears when there is no ticket for its user, and what the journal says. */
import { plain } from '../answers.ts';
import { answerSelf } from '../own-answer.ts';
import type { Transaction } from '../transaction.ts';
import type { KerberosCode, KerberosFailure } from '../../../src-shared/kerberos.ts';
import { kerberosRemark } from '../../../src-shared/kerberos-texts.ts';
import { reasonTexts } from '../../../src-shared/reason-texts.ts';

/** The user cannot be helped by trying again; everything else is for the administrator of this gateway. */
const aboutTheUser: ReadonlySet<KerberosCode> = new Set([
  'NAME_UNUSABLE',
  'USER_UNKNOWN',
  'USER_DISABLED',
  'USER_ELSEWHERE',
  'WRONG_USER',
]);

export function answerFailure(transaction: Transaction, failure: KerberosFailure): void {
  const ofUser = aboutTheUser.has(failure.code);
  const reason = ofUser ? 'KERBEROS_REFUSED' : 'KERBEROS_FAILED';
  transaction.facts.reason = reason;
  transaction.remark(kerberosRemark(failure));
  transaction.host.log.warn({ kerberos: failure, requestId: transaction.id }, 'no ticket');
  const text = `${reasonTexts[reason]} Request ${transaction.id}.`;
  answerSelf(transaction, plain(ofUser ? 403 : 502, text));
}
