/** Who is a trusted notification service: an address of `compliance.ens.sources`, with its certificate where one is asked for (ADR 31). */
import type { Shared } from './reading.ts';
import type { Transaction } from './transaction.ts';

export function isFromEns({ generation, client, exchange }: Transaction, shared: Shared): boolean {
  const { ensSources, ensCertificates } = generation;
  if (!ensSources.has(client)) return false;
  return (
    ensCertificates.size === 0 || shared.clients.shows(exchange.connection.socket, ensCertificates)
  );
}

/** Its certificate says that it is the service. It asks in the name of many users, so it can stand for none. */
export function isEnsByCertificate({ fromEns, generation }: Transaction): boolean {
  return fromEns && generation.ensCertificates.size > 0;
}
