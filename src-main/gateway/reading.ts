/** What is known once a request has been read, and what all requests of a gateway share. */
import type { DeviceHeaderSearch } from './find-header/search.ts';
import type { Hop } from './hop.ts';
import type { Identified } from './identify/identify.ts';
import type { Proofs } from './identify/proof.ts';
import type { SignIns } from './identify/sign-ins.ts';
import type { ClientTrust } from '../trust/client/client-trust.ts';
import type { Moves } from './moves.ts';
import type { Pin, Pins } from './pins.ts';
import type { NoMethodLeftList } from './no-method-left.ts';
import type { Refusals } from './refusals.ts';
import type { Keeper } from './tickets/keeper.ts';
import type { Links } from './tickets/links.ts';
import type { Route } from './routes.ts';
import type { Transaction } from './transaction.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';

/** What all transactions of a gateway share, whatever their generation. */
export interface Shared {
  readonly proofs: Proofs;
  readonly signIns: SignIns;
  readonly noMethodLeft: NoMethodLeftList;
  /** Counts a request that was refused before anybody was identified. */
  readonly refusals: Refusals;
  /** This gateway's mark on the requests it passes on (`hop.ts`). */
  readonly hop: Hop;
  /** Where Exchange sent devices. */
  readonly moves: Moves;
  /** Connections to Exchange that somebody signed in on. */
  readonly pins: Pins;
  /** Certificates that clients brought. */
  readonly clients: ClientTrust;
  /** Tickets for their users. */
  readonly kerberos: Keeper;
  /** Connections to Exchange that carry tickets. */
  readonly links: Links;
  readonly headerSearch: DeviceHeaderSearch;
}

/** A transaction whose request has been read: it proves somebody, or nobody. */
export interface Reading {
  readonly transaction: Transaction;
  readonly shared: Shared;
  readonly route: Route;
  /** Null: there is none, or it is not needed any more (`settle.ts`), as with parts of the next. */
  query: string | null;
  identified: Identified;
  /** The connection that its sign-in belongs to; null: it says itself who it is, or nobody. */
  readonly pin: Pin | null;
}

/** OPTIONS cannot name a device (facts: ews 4): to require one would lock out every telephone that sets up. */
export function policiesFor({ route, transaction }: Reading, policies: Policies): Policies {
  if (route.name !== 'eas' || transaction.method !== 'OPTIONS') return policies;
  return { ...policies, requireDevice: false };
}
