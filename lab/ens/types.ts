/** What the mail client of a user once told the notification service. */
export type EnsAccount = {
  /** UPN; stands for the hash of the address by which the real service knows a user. */
  readonly user: string;
  /** Everything that this user's notifications go to; asked anew for each request. */
  readonly deviceIds: () => readonly string[];
  /**
   * The mail client: encrypts `user:password` with the service's public key (PEM). Asked at the first
   * subscription and at each renewal, because the service itself keeps no credentials (facts: seg 1.3).
   */
  readonly encryptCredentials: (publicKey: string) => string;
};

export type EnsOptions = {
  readonly accounts: readonly EnsAccount[];
  /** `…/EWS/Exchange.asmx` of the gateway (or of Exchange); null: wait for `setEwsUrl`. */
  readonly ewsUrl: string | null;
  /** Request header that names the user's devices, separated by commas; null: not sent. */
  readonly deviceHeader?: string | null;
  /** Response header with a verdict for each device; null: not read. */
  readonly verdictHeader?: string | null;
  /** Default 0: a free port. */
  readonly port?: number;
  /** StatusFrequency of the subscriptions in protocol minutes; default 15 ([D] ENS-RESUB). */
  readonly statusMinutes?: number;
  /** How often it looks for users without a live subscription; default 30 s. */
  readonly checkInMs?: number;
  /** Without a sign of life for so long a subscription counts as lost; default 31 minutes. */
  readonly staleMs?: number;
};

export type EnsEvent =
  | { readonly kind: 'subscribed'; readonly user: string }
  | { readonly kind: 'lost'; readonly user: string }
  | {
      readonly kind: 'refused';
      readonly user: string;
      readonly operation: 'Subscribe' | 'GetItem';
      /** 0: no answer. */
      readonly status: number;
      readonly text: string;
    }
  | {
      readonly kind: 'pushed';
      readonly user: string;
      readonly subject: string;
      readonly sender: string;
      readonly deviceIds: readonly string[];
      /** Devices of the user that the verdict header called out. */
      readonly withheld: readonly string[];
    };

export type EnsCounters = {
  /** Users with a live subscription now. */
  readonly subscribed: number;
  readonly fetched: number;
  readonly refused: number;
  /** Notifications to single devices. */
  readonly pushed: number;
  readonly lastRefusal: {
    readonly at: number;
    readonly user: string;
    readonly status: number;
    readonly text: string;
  } | null;
};

export type Ens = {
  readonly url: string;
  readonly counters: () => EnsCounters;
  readonly listen: (listener: (event: EnsEvent) => void) => () => void;
  /** Where to go from now on; subscribes everybody who has no subscription yet. */
  readonly setEwsUrl: (ewsUrl: string | null) => void;
  /** One check-in now; resolves when every renewal was tried. */
  readonly checkIn: () => Promise<void>;
  readonly close: () => Promise<void>;
};
