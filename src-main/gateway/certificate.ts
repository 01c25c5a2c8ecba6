/** What a client's certificate means for its requests, those to come and those under way (ADR 24). */
import { plain } from './answers.ts';
import { isEnsByCertificate } from './ens-peer.ts';
import type { Generation } from './generation.ts';
import type { IdentifyInput } from './identify/identify.ts';
import type { SignIn } from './identify/sign-ins.ts';
import type { Listener } from './listener.ts';
import { answerSelf } from './own-answer.ts';
import type { Shared } from './reading.ts';
import type { Transaction } from './transaction.ts';
import { isSameUser } from '../compliance/same-user.ts';
import type { Standing } from '../trust/client/client-trust.ts';
import type { Identity } from '../../src-shared/decision.ts';
import type { ClientCertificateSettings } from '../../src-shared/settings/in-force.ts';

/** Notes whose certificate it is. @returns why the request is refused, or null */
export function refusedCertificate(transaction: Transaction, { clients }: Shared): string | null {
  const settings = transaction.generation.settings.clientCertificates;
  if (settings === null) return null;
  const standing = clients.standing(transaction.exchange.connection.socket);
  const refusal = refusalOf(standing, settings);
  if (standing.kind === 'good') transaction.certificateUser = standing.user;
  return refusal;
}

function refusalOf(standing: Standing, { mode }: ClientCertificateSettings): string | null {
  switch (standing.kind) {
    case 'good':
      return null;
    case 'none':
      return mode === 'required' ? 'This gateway asks for a client certificate.' : null;
    case 'bad':
      return `The client certificate ${standing.text}.`;
  }
}

/** The certificate alone says who asks; what else the request says of it must not contradict. */
export function certificateSignIn(
  transaction: Transaction,
  user: string,
  signIn: SignIn,
): IdentifyInput['credentials'] | null {
  const { credentials } = signIn;
  if (credentials.kind === 'malformed') return credentials;
  const named = nameIn(signIn);
  if (named !== null && !isUser(transaction, named, user)) return null;
  return { kind: 'user', user, scheme: 'certificate' };
}

function nameIn({ credentials }: SignIn): string | null {
  if (credentials.kind === 'user') return credentials.user;
  if (credentials.kind !== 'step' || credentials.token.kind !== 'ntlm') return null;
  const { message } = credentials.token;
  return message.kind === 'authenticate' ? message.user : null;
}

/** The certificate as a second factor. Who cannot be read cannot be shown to be the same. */
export function isCertificateUser(transaction: Transaction, { user }: Identity): boolean {
  const { certificateUser } = transaction;
  return certificateUser === null || (user !== null && isUser(transaction, user, certificateUser));
}

function isUser({ host, generation }: Transaction, one: string, other: string): boolean {
  const { domains } = generation.settings.compliance.policies;
  return isSameUser(one, other, host.directory(), domains);
}

export interface Review {
  readonly open: readonly Transaction[];
  readonly listeners: readonly (Listener | null)[];
  readonly inForce: Pick<Generation, 'settings' | 'ensCertificates'>;
}

/** Ends what stands on a certificate that no longer passes, under the trust in force, whatever generation it began in. */
export function reviewCertificates(
  { clients }: Pick<Shared, 'clients'>,
  { open, listeners, inForce }: Review,
): void {
  const { ensCertificates: ens } = inForce;
  const settings = inForce.settings.clientCertificates;
  for (const transaction of open) {
    const { socket } = transaction.exchange.connection;
    const why =
      isEnsByCertificate(transaction) && ens.size > 0 && settings !== null
        ? whyCutEns(clients.shows(socket, ens))
        : whyCut(transaction, clients.standing(socket), settings);
    if (why !== null) cutForCertificate(transaction, why);
  }
  if (settings === null) return;
  for (const listener of listeners) {
    listener?.closeIdle(
      (socket) =>
        refusalOf(clients.standing(socket), settings) === null || clients.shows(socket, ens),
    );
  }
}

function whyCut(
  { certificateUser, facts }: Transaction,
  standing: Standing,
  settings: ClientCertificateSettings | null,
): string | null {
  const isIdentity = facts.authentication === 'certificate';
  if (settings === null) return isIdentity ? 'Client certificates are no longer accepted.' : null;
  const refusal = refusalOf(standing, settings);
  if (refusal !== null || certificateUser === null) return refusal;
  const isSame = standing.kind === 'good' && standing.user === certificateUser;
  return isSame ? null : 'The client certificate stands for another user now.';
}

function whyCutEns(counts: boolean): string | null {
  return counts ? null : 'The certificate of the notification service is no longer accepted.';
}

function cutForCertificate(transaction: Transaction, why: string): void {
  // Refused already, and its answer is on its way.
  if (transaction.facts.reason === 'CLIENT_CERTIFICATE') return;
  transaction.decided('blocked', 'CLIENT_CERTIFICATE');
  transaction.remark(`cut: CLIENT_CERTIFICATE`);
  transaction.remark(why);
  transaction.underWay?.stop();
  // A long poll that has no answer yet gets the reason; a stream can only end.
  if (transaction.exchange.headSent) transaction.exchange.cut();
  else answerSelf(transaction, plain(403, why, { close: true }));
}
