/** Why a step failed, as a value. */
import { clip } from '../../src-shared/clip.ts';
import { kerberosRemedies } from '../../src-shared/kerberos.ts';
import type { KerberosCode, KerberosFailure, KerberosStep } from '../../src-shared/kerberos.ts';

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: KerberosFailure };

export const done = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });

/** Where it happened. */
export interface Where {
  readonly step: KerberosStep;
  readonly realm: string;
  readonly kdc?: string | null;
  readonly kdcError?: number | null;
}

export function failed(
  code: KerberosCode,
  { step, realm, kdc = null, kdcError = null }: Where,
  text: string,
): { readonly ok: false; readonly failure: KerberosFailure } {
  const remedy = kerberosRemedies[code];
  const shown = { kdc: kdc === null ? null : clip(kdc), text: clip(text, 512) };
  return { ok: false, failure: { code, step, realm, kdcError, ...shown, remedy } };
}
