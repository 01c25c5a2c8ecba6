import type { IncomingMessage } from 'node:http';
import type { SignIns } from '../auth/sign-ins.ts';
import type { Tokens } from '../auth/token.ts';
import type { Users } from '../auth/users.ts';
import type { Mailbox } from '../mailbox.ts';
import type { ExchangeQuirks, LabUser } from '../types.ts';
import type { Pusher } from './push.ts';
import type { SoapRequest } from './soap.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What all handlers share. Quirks are read anew at each use, because tests switch them while requests run. */
export type Services = {
  readonly quirks: () => ExchangeQuirks;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly signIns: SignIns;
  mailboxOf(user: LabUser): Mailbox;
  readonly serviceAccounts: ReadonlySet<string>;
  readonly subscriptions: Subscriptions;
  readonly pusher: Pusher;
  /** UPN to the number of streams that the account holds open. */
  readonly streams: Map<string, number>;
  readonly polls: { count: number };
};

/** One EWS request that has passed authentication. */
export type Call = {
  readonly request: IncomingMessage;
  readonly soap: SoapRequest;
  readonly user: LabUser;
  /** The effective mailbox: another's under ExchangeImpersonation. */
  readonly mailbox: Mailbox;
  readonly services: Services;
};
