/**
 * A gateway with everything it stands on (journal, directory, overrides), wherever it runs: in this process
 * (`local.ts`) or in one of its own (`remote.ts`). It reads no settings and writes none: it is handed them.
 */
import type { RevocationListState } from '../../src-shared/certificates.ts';
import type { HeaderQuestion, HeaderSearch } from '../../src-shared/contract/find-header.ts';
import type { AskedRequest, Explanation } from '../../src-shared/decision.ts';
import type { UemStatus } from '../../src-shared/contract/uem.ts';
import type { Override, Unset } from '../../src-shared/devices.ts';
import type { DeviceQuestions } from './device-questions.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { BlockedClient, JournalHealth } from '../../src-shared/events.ts';
import type { ImpactReport } from '../../src-shared/contract/policies.ts';
import type {
  ComplianceSettings,
  GatewaySettings,
  KcdSecret,
} from '../../src-shared/settings/in-force.ts';
import type { Waiting } from '../compliance/held.ts';
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

/** Pushes of device management, since the process began. */
export interface EnginePush {
  /** Null: off, or it could not listen. */
  readonly url: string | null;
  /** Of the last that was taken, epoch milliseconds. */
  readonly lastAt: number | null;
  readonly accepted: number;
  readonly refused: number;
}

/** What only the gateway itself can say. */
export interface EngineStatus {
  readonly pid: number;
  readonly gateway: GatewayStatus;
  readonly directory: {
    readonly devices: number;
    /** When its data was loaded, epoch milliseconds; null: never. */
    readonly loadedAt: number | null;
    /** There never was a list of devices, and therefore nobody is blocked although the mode says so (ADR 28). */
    readonly coldStart: boolean;
    /** There never was a list of devices, whatever that means for the mode. */
    readonly isCold: boolean;
    /** False: nobody can say whom anything would block. */
    readonly available: boolean;
    readonly problems: readonly Problem[];
  };
  /** Null: the devices come from a file. */
  readonly uem: UemStatus | null;
  readonly journal: JournalHealth;
  readonly operations: EngineOperations;
  readonly push: EnginePush;
}

/** Who is asked about. One of them at least. */
export interface Whom {
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  /** Which request of theirs; without it, one that they could make. */
  readonly request?: AskedRequest | undefined;
  /** What decides instead of what is in force. */
  readonly deciding?: Deciding | undefined;
}

/** Of the settings what decides. */
export type Deciding = Pick<ComplianceSettings, 'policies' | 'ens'>;

export interface ImpactAsked {
  readonly deciding: Deciding;
  /** Of two questions of one asker the newer one counts: the older fails with `IMPACT_OUTDATED`. */
  readonly asker: string;
}

/** Every call fails with `NOT_RUNNING` while none is open. A rejection is a bug. */
export interface Engine extends DeviceQuestions {
  /** Listens when it resolves. A failure leaves nothing open. */
  readonly open: (settings: GatewaySettings) => Promise<Result<Listening>>;
  /** The next generation; a failure leaves the one in force. */
  readonly restart: (settings: GatewaySettings) => Promise<Result<Restarted>>;
  /** How is judged from now on, in every generation, without a restart; the file of devices stays. `cut`: streams. */
  readonly adopt: (compliance: ComplianceSettings) => Promise<Result<{ readonly cut: number }>>;
  readonly status: () => Promise<Result<EngineStatus>>;
  /** Decided now. */
  readonly explain: (whom: Whom) => Promise<Result<Explanation>>;
  /** What would change for whom with other policies than those in force. */
  readonly impact: (asked: ImpactAsked) => Promise<Result<ImpactReport>>;
  /** What of the directory waits for a person. */
  readonly held: () => Promise<Result<readonly Waiting[]>>;
  /** In force when it resolves; false where something else waits by now. */
  readonly confirmHeld: (
    seen: Pick<Waiting, 'what' | 'since'>,
  ) => Promise<Result<{ readonly confirmed: boolean }>>;
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
  /** Looks for the device header among requests of ENS. */
  readonly findHeader: (question: HeaderQuestion) => Promise<Result<HeaderSearch>>;
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
