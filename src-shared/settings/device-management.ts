/** Device management, in force: how its directory is read, and how it may push (ADR 30, 33). */
import type { ListenerTls, UpstreamAddress } from './in-force.ts';

export type UemSignIn =
  | {
      readonly kind: 'basic';
      readonly user: string;
      readonly password: string;
      readonly tenantCode: string;
    }
  | {
      readonly kind: 'oauth';
      /** Whole, in the form that `formatWebAddress` gives. */
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly tenantCode: string | null;
    };

/** Device management, where the devices come from instead of a file (ADR 30). */
export interface UemSettings {
  /** Without `/API`. */
  readonly address: UpstreamAddress;
  readonly signIn: UemSignIn;
  /** Null: that of the account. */
  readonly organizationGroup: string | null;
  readonly proxy: UemProxy | null;
  readonly bulkHours: number;
  readonly deltaMinutes: number;
  /** Null: data of any age serve. */
  readonly maxAgeHours: number | null;
}

export interface UemProxy {
  readonly address: UpstreamAddress;
  /** Null: it asks for none. */
  readonly account: { readonly user: string; readonly password: string } | null;
}

export const pushSignIns = ['signature', 'certificate', 'password'] as const;

/** How whoever pushes proves itself (ADR 33). `password`: for hints alone. */
export type PushSignIn =
  | { readonly kind: 'signature'; readonly key: string }
  /** PEM certificates of the authorities whose certificates are let in. */
  | { readonly kind: 'certificate'; readonly authorities: readonly string[] }
  | { readonly kind: 'password'; readonly user: string; readonly password: string };

/** The listener to which device management pushes what changed. */
export interface PushSettings {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Null: plain, on loopback. */
  readonly tls: ListenerTls | null;
  readonly signIn: PushSignIn;
}
