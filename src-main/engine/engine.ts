/**
 * A gateway with everything it stands on (journal, directory, overrides), wherever it runs: in this process
 * (`local.ts`) or in one of its own (`remote.ts`). It reads no settings and writes none: it is handed them.
 */
import type { RevocationListState } from '../../src-shared/certificates.ts';
import type { AskedRequest, Explanation } from '../../src-shared/decision.ts';
import type { UemStatus } from '../../src-shared/contract/uem.ts';
import type { Override, Unset } from '../../src-shared/devices.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { BlockedClient, JournalHealth } from '../../src-shared/events.ts';
import type { GatewaySettings, KcdSecret } from '../../src-shared/settings/in-force.ts';
import type { GatewayStatus, Listening, MovedDevice, Restarted } from '../gateway/types.ts';

/** What is in a home besides settings. Absolute paths. */
export interface EnginePlaces {
  readonly journal: string;
  readonly directory: string;
  readonly overrides: string;
  /** Folder of the access log. */
  readonly logs: string;
  /** The token of `/metrics`. */
  readonly adminToken: string;
  /** Folder of revocation lists. */
  readonly revocationLists: string;
}

/** Health, metrics and access log. */
export interface EngineOperations {
  /** Null: off, or it could not listen. */
  readonly adminUrl: string | null;
  readonly problems: readonly Problem[];
}

/** What only the gateway itself can say. */
export interface EngineStatus {
  readonly pid: number;
  readonly gateway: GatewayStatus;
  readonly directory: {
    readonly devices: number;
    /** When its data was loaded, epoch milliseconds; null: never. */
    readonly loadedAt: number | null;
    readonly problems: readonly Problem[];
  };
  /** Null: the devices come from a file. */
  readonly uem: UemStatus | null;
  readonly journal: JournalHealth;
  readonly operations: EngineOperations;
}

/** Who is asked about. One of them at least. */
export interface Whom {
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  /** Which request of theirs; without it, one that they could make. */
  readonly request?: AskedRequest | undefined;
}

/** Every call fails with `NOT_RUNNING` while none is open. A rejection is a bug. */
export interface Engine {
  /** Listens when it resolves. A failure leaves nothing open. */
  readonly open: (settings: GatewaySettings) => Promise<Result<Listening>>;
  /** The next generation; a failure leaves the one in force. */
  readonly restart: (settings: GatewaySettings) => Promise<Result<Restarted>>;
  readonly status: () => Promise<Result<EngineStatus>>;
  /** Decided now. */
  readonly explain: (whom: Whom) => Promise<Result<Explanation>>;
  /** Who knocked since then (epoch milliseconds) and is blocked now. */
  readonly blocked: (since: number) => Promise<Result<readonly BlockedClient[]>>;
  /** In force and on disk when it resolves. `cut`: streams that no longer pass. */
  readonly override: (
    override: Override,
  ) => Promise<Result<{ readonly cut: number; readonly replaced: Override | null }>>;
  /** Without a user: every override of the device, unless it undoes one. */
  readonly unset: (
    whose: Unset,
  ) => Promise<Result<{ readonly removed: number; readonly cut: number }>>;
  /** The devices that Exchange sent to another server. */
  readonly redirects: () => Promise<Result<readonly MovedDevice[]>>;
  readonly clearRedirects: () => Promise<Result<{ readonly removed: number }>>;
  /** Those that are looked after now. */
  readonly revocationLists: () => Promise<Result<readonly RevocationListState[]>>;
  /** The account for Kerberos has another password or keytab, or none any more. */
  readonly renewSecret: (secret: KcdSecret) => Promise<Result<{ readonly renewed: true }>>;
  /** Begins to read all devices of device management, and does not wait for them. */
  readonly syncNow: () => Promise<Result<UemStatus>>;
  /** Stops listening and lets requests end; questions are answered until `close`. */
  readonly drain: () => Promise<void>;
  /** Ends the rest, when the last line of the journal is written. */
  readonly close: () => Promise<void>;
}
