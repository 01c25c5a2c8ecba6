// The public face of the sample Exchange front end. Everything that a test may switch is here.

/** Someone with a mailbox. `smtp`, `domain`, `sam` and `displayName` are derived from `upn` when absent. */
export type UserInput = {
  readonly upn: string;
  readonly password: string;
  readonly smtp?: string;
  readonly domain?: string;
  readonly sam?: string;
  readonly displayName?: string;
};

export type LabUser = Required<UserInput>;

/**
 * How notification envelopes of a stream meet the wire. `joined` and `burst` pair envelopes that
 * come up within one turn of the event loop; one that comes up alone is paired with a heartbeat.
 */
export type Chunking = 'whole' | 'split' | 'joined' | 'burst';

export type Protocol = 'ews' | 'schema' | 'eas' | 'other';

/** What goes wrong, and for which requests. Every condition that is given must hold; the first match wins. */
export type FaultRule = {
  /** Prefix of the raw request-target, compared without regard to case. */
  readonly pathPrefix?: string;
  readonly protocol?: Protocol;
  /** EWS operation or ActiveSync command. Naming one delays the fault until the body was read. */
  readonly operation?: string;
  /** How many requests it hits before it wears off; absent: all. */
  readonly times?: number;
  readonly fault:
    | { readonly kind: 'hang' }
    | { readonly kind: 'reset' }
    | { readonly kind: 'delayHeaders'; readonly ms: number }
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly headers?: readonly HeaderLine[];
      };
};

export type HeaderLine = readonly [name: string, value: string];

/** The switches that `Exchange.set` changes at run time; they count from the next request or envelope. */
export type ExchangeQuirks = {
  /** Values of the WWW-Authenticate lines on EWS, one line each, in this order. */
  readonly challenges: readonly string[];
  readonly easChallenges: readonly string[];
  readonly gzip: boolean;
  readonly heartbeatMs: number;
  /** Length of one protocol minute: ConnectionTimeout, StatusFrequency, Wait. */
  readonly msPerMinute: number;
  /** Length of one protocol second: HeartbeatInterval of Ping, back-off of push. */
  readonly msPerSecond: number;
  readonly chunking: Chunking;
  readonly splitDelayMs: number;
  /** Streams without a Content-Type (facts: ews 2.3: seen in one capture). */
  readonly omitContentType: boolean;
  /** Ends every stream after so long with `Closed`, as a server does that hands its clients over. */
  readonly handOverMs: number | null;
  /** Destroys the socket in the middle of the next notification envelope. */
  readonly truncate: boolean;
  readonly hangingConnectionLimit: number;
  /** Subscriptions made with X-PreferServerAffinity are found only with the cookie that was set then. */
  readonly requireAffinity: boolean;
  /** Accept NTLM, bare or inside Negotiate, for the connection it comes by. */
  readonly ntlm: boolean;
  /** Accept no Basic credentials (nor Bearer), whatever the challenges say. */
  readonly refuseBasic: boolean;
  readonly refuseBearer: boolean;
  /** Further response header lines on every answer. */
  readonly extraHeaders: readonly HeaderLine[];
  readonly faults: readonly FaultRule[];
};

export type ExchangeOptions = Partial<ExchangeQuirks> & {
  readonly users: readonly UserInput[];
  /** A loopback address; default 127.0.0.1. Anything else is refused. */
  readonly host?: '127.0.0.1' | '::1' | 'localhost';
  /** Default 0: a free port. */
  readonly port?: number;
  /** PEM; absent: plain HTTP. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  readonly seed?: number;
  /** Names (any form) of accounts that may use ExchangeImpersonation. */
  readonly serviceAccounts?: readonly string[];
  /** Items in each inbox from the start; default 5. */
  readonly seedItems?: number;
  /** How many requests are remembered; default 2000. */
  readonly keepRequests?: number;
};

/** One request as it reached Exchange. The fields after `connection` fill in as it goes on. */
export type RecordedRequest = {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** The request-target, byte for byte. */
  readonly rawUrl: string;
  /** Alternating names and values, order and case as received. */
  readonly rawHeaders: readonly string[];
  readonly httpVersion: string;
  readonly protocol: Protocol;
  /** Same number: same TCP connection. */
  readonly connection: number;
  readonly operation: string | null;
  /** UPN whose credentials were accepted. */
  readonly user: string | null;
  /** UPN of the mailbox acted on; differs from `user` under ExchangeImpersonation. */
  readonly mailbox: string | null;
  readonly device: {
    readonly id: string;
    readonly type: string;
    readonly user: string | null;
  } | null;
  readonly bodyBytes: number;
  readonly bodySha256: string | null;
  /** The first 64 KiB. */
  readonly body: Buffer;
  readonly trailers: readonly string[];
  readonly status: number | null;
  /** `open` until the answer was finished or the connection broke. */
  readonly outcome: 'open' | 'answered' | 'aborted';
};

export type MailInput = {
  readonly subject?: string;
  readonly from?: { readonly name: string; readonly email: string };
  readonly body?: string;
  /** Bytes of MIME that GetItem with IncludeMimeContent gives back; default: what the text needs. */
  readonly mimeBytes?: number;
};

export type MailItem = {
  readonly id: string;
  readonly changeKey: string;
  readonly folder: string;
  readonly subject: string;
  readonly from: { readonly name: string; readonly email: string };
  readonly body: string;
  readonly receivedAt: Date;
  readonly isRead: boolean;
  readonly mimeBytes: number;
};

export type SubscriptionView = {
  readonly id: string;
  readonly kind: 'pull' | 'push' | 'streaming';
  readonly user: string;
  readonly pushUrl: string | null;
};

export type PushAttempt = {
  readonly at: number;
  readonly subscription: string;
  readonly attempt: number;
  readonly outcome: 'ok' | 'unsubscribe' | 'failed' | 'dropped';
};

export type Exchange = {
  /** Origin without a trailing slash, e.g. `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly ewsUrl: string;
  readonly easUrl: string;
  readonly host: string;
  readonly port: number;
  readonly users: readonly LabUser[];
  /** Oldest first. A live, bounded list: entries change while their request goes on. */
  readonly requests: readonly RecordedRequest[];
  /** The newest push attempts, oldest first (bounded). */
  readonly pushAttempts: readonly PushAttempt[];
  /** Puts a mail into the inbox and tells subscriptions, streams, pushes and pings. */
  readonly deliver: (user: string, mail?: MailInput) => MailItem;
  /** A token that looks like one of Azure AD's and that only this Exchange accepts. */
  readonly mintToken: (
    user: string,
    options?: { expiresInSeconds?: number; claims?: Record<string, unknown> },
  ) => string;
  readonly subscriptions: () => readonly SubscriptionView[];
  /** Forgets a subscription, as a restarted mailbox server does. */
  readonly dropSubscription: (id: string) => void;
  /** Hanging requests now: streams and long polls. */
  readonly hanging: () => { readonly streams: number; readonly polls: number };
  /** TCP connections open now. */
  readonly connections: () => number;
  /** Resolves with the first remembered or coming request for which `match` holds; rejects after `timeoutMs` (10 s). */
  readonly waitFor: (
    match: (request: RecordedRequest) => boolean,
    timeoutMs?: number,
  ) => Promise<RecordedRequest>;
  readonly clearRequests: () => void;
  readonly set: (quirks: Partial<ExchangeQuirks>) => void;
  /** Destroys every connection and stops; safe to call twice. */
  readonly close: () => Promise<void>;
};
