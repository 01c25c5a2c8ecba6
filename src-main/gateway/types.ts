/** What the gateway needs from the process that hosts it, and what it offers that process. */
import type { TurnedAway } from './door.ts';
import type { RefusedRequests } from './refusals.ts';
import type { Pace } from '../trust/crl/list-place.ts';
import type { Directory } from '../compliance/directory.ts';
import type { RevocationListState } from '../../src-shared/certificates.ts';
import type {
  ComplianceMode,
  ComplianceSettings,
  GatewaySettings,
  KcdSecret,
} from '../../src-shared/settings/in-force.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';

/** Structured log; never gets a header value or a body. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** A request that is over, for whoever counts or lists requests. */
export interface FinishedRequest {
  readonly method: string;
  /** As the client wrote it, query included. */
  readonly target: string;
  /** Name of the route; null: refused before it had one. */
  readonly route: string | null;
  /** A stream or long poll. */
  readonly lasting: boolean;
  /** False: a refusal that is only counted. */
  readonly stored: boolean;
}

/** What is kept when generations change: handed in once, used by all of them. */
export interface GatewayHost {
  /** The directory as it is now; asked on every request. */
  readonly directory: () => Directory;
  readonly journal: {
    /** The number of the next decision. */
    readonly nextSeq: () => number;
    /** Stores an event, or replaces the one with the same `seq`. Never blocks, never throws. */
    readonly record: (event: JournalEvent) => void;
  };
  /** Told of each request once, when it is over. Undefined while nobody wants to know. Never blocks, never throws. */
  readonly finished?: ((event: JournalEvent, request: FinishedRequest) => void) | undefined;
  readonly log: Log;
  readonly now: () => Date;
  /** Where revocation lists are kept, and how often they are looked for; without it they are kept in memory alone. */
  readonly revocationLists?: RevocationListsOptions | undefined;
}

export interface RevocationListsOptions {
  readonly folder: string | null;
  readonly pace?: Partial<Pace>;
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  readonly generation: number;
}

/** What a restart has cost so far; it goes on until the older generations are over. */
export interface RestartToll {
  /** Requests of older generations, streams left out, that it kept from their full answer. */
  readonly failed: number;
  /** Streams and long polls that it cut: their clients connect again. */
  readonly cutStreams: number;
  /** Ordinary requests of older generations that are still under way. */
  readonly finishing: number;
}

export interface Restarted extends Listening, RestartToll {
  readonly durationMs: number;
}

export interface LastRestart extends RestartToll {
  /** RFC 3339. */
  readonly at: string;
  readonly generation: number;
  readonly durationMs: number;
}

export interface NoMethodLeft {
  readonly client: string;
  readonly user: string | null;
  readonly at: string;
}

/** One server of Exchange that requests go to. */
export interface UpstreamStatus {
  /** `https://host:port` */
  readonly host: string;
  /** `unreachable`: it took no connection several times in a row, requests are answered 503. `probing`: one finds out. */
  readonly state: 'reachable' | 'unreachable' | 'probing';
  /** Since when it is not reachable, RFC 3339. */
  readonly since: string | null;
  /** When the next request may try, RFC 3339. */
  readonly retryAt: string | null;
}

/** A device that Exchange sent to another server (451). */
export interface MovedDevice {
  readonly user: string;
  readonly device: string;
  /** `https://host:port` */
  readonly host: string;
  /** RFC 3339. */
  readonly since: string;
  readonly until: string;
}

export interface GatewayStatus {
  readonly generation: number;
  /** When the generation in force began, RFC 3339. */
  readonly since: string;
  readonly url: string;
  readonly mode: ComplianceMode;
  readonly requests: number;
  readonly streams: number;
  readonly connections: number;
  readonly noMethodLeft: readonly NoMethodLeft[];
  /** The servers of the settings, and those that a redirect led to. */
  readonly upstreams: readonly UpstreamStatus[];
  /** Null: none since the gateway was opened. */
  readonly lastRestart: LastRestart | null;
}

/** What was refused before anybody was identified, since the gateway was opened. */
export interface Refused {
  readonly requests: RefusedRequests;
  readonly connections: TurnedAway;
}

/** One gateway: it listens from `openGateway` on, until `close`. */
export interface Gateway {
  readonly status: () => GatewayStatus;
  /** What is wrong with revocation lists. */
  readonly problems: () => readonly Problem[];
  /** For metrics. */
  readonly refused: () => Refused;
  /**
   * Builds the next generation from `settings` and puts it in force. On failure nothing changed
   * and the generation in force serves on.
   */
  readonly restart: (settings: GatewaySettings) => Promise<Result<Restarted>>;
  /**
   * Decides every open exchange anew, in every generation, and cuts those that no longer pass.
   * To be called whenever directory or overrides changed. Returns how many were cut.
   */
  readonly reconsider: () => number;
  /**
   * How is judged from now on, in every generation; nothing else changes. Open exchanges are decided anew: returns how
   * many were cut.
   */
  readonly judgeBy: (compliance: ComplianceSettings) => number;
  /** Where Exchange sent devices, oldest first. */
  readonly moves: () => readonly MovedDevice[];
  /** Those that are looked after. */
  readonly revocationLists: () => readonly RevocationListState[];
  /** The account for Kerberos has another password or keytab: it counts from its next log-on. One that was removed is used no more. */
  readonly renewSecret: (secret: KcdSecret) => void;
  /** Every device asks the server of the settings again; returns how many went elsewhere. */
  readonly clearMoves: () => number;
  /** Stops listening, lets ordinary requests end (`restart.drain.seconds`), cuts the rest. */
  readonly close: () => Promise<void>;
}

export type OpenGateway = (
  settings: GatewaySettings,
  host: GatewayHost,
) => Promise<Result<{ gateway: Gateway; listening: Listening }>>;
