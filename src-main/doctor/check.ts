/** What a check is. */
import type { CheckResult } from '../../src-shared/doctor.ts';
import type { ResolveSrv } from '../kerberos/find-kdc.ts';
import type { HomePaths } from '../settings/home.ts';
import type { ReadSecret } from '../settings/kcd.ts';
import type { FileTexts } from '../settings/load.ts';
import type { Saved } from './saved.ts';

export interface DoctorContext {
  readonly paths: HomePaths;
  readonly now: () => Date;
  readonly secret: ReadSecret;
  /** Null: no gateway runs on this home. */
  readonly running: RunningGateway | null;
  /** Whose ticket is tried. */
  readonly user: string | null;
  /** DNS, for domain controllers that are not named; that of this machine unless told. */
  readonly resolveSrv?: ResolveSrv;
  /** For each step of a check that asks somebody. */
  readonly boundMs?: number;
}

export interface RunningGateway {
  readonly url: string | null;
  readonly port: number | null;
  /** What is in force. */
  readonly files: FileTexts;
}

export type Finding = Pick<CheckResult, 'state' | 'text'> &
  Partial<Pick<CheckResult, 'details' | 'remedy'>>;

export interface Situation extends DoctorContext {
  readonly saved: Saved;
  readonly stepMs: number;
}

export interface Check {
  /** Longer than any of its steps. */
  readonly boundMs: number;
  readonly run: (situation: Situation) => Promise<Finding>;
}

export const skipped = (text: string): Finding => ({ state: 'skipped', text });
