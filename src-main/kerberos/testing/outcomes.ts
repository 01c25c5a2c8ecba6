import type { KerberosCode, KerberosFailure } from '../../../src-shared/kerberos.ts';
import type { Outcome } from '../failures.ts';

export function value<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.text}`);
  return outcome.value;
}

export function failure(outcome: Outcome<unknown>): KerberosFailure {
  if (outcome.ok) throw new Error('it did not fail');
  return outcome.failure;
}

export const codeOf = (outcome: Outcome<unknown>): KerberosCode | 'fine' =>
  outcome.ok ? 'fine' : outcome.failure.code;
