/** How the settings below `compliance.ens` are written, and what they become (ADR 31). */
import { z } from 'zod';
import { hostFault } from './host-and-port.ts';

/** How the device header parts the ids. */
export const deviceHeaderForms = ['comma', 'semicolon', 'pipe', 'space', 'json'] as const;
export type DeviceHeaderForm = (typeof deviceHeaderForms)[number];

/** How the verdict header says which of them pass. */
export const verdictHeaderForms = ['pairs', 'json', 'compliant'] as const;
export type VerdictHeaderForm = (typeof verdictHeaderForms)[number];

/** The syntax of the device header; `key`: the id is the value of that name. */
export interface DeviceHeaderSyntax {
  readonly form: DeviceHeaderForm;
  /** Null: an entry is the id itself. */
  readonly key: string | null;
}

/** The name before an id, as in `id=A` or `[{"id":"A"}]`. */
export const entryKey = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9._-]*$/)
  .nullable();

/** An operation of EWS: the name of the first element in the body. */
export const ewsOperations = z.array(z.string().regex(/^[A-Z][A-Za-z]{0,63}$/)).max(256);

/** A host, or with `*.` before it all hosts below it. */
export const webhookHosts = z
  .array(
    z
      .string()
      .max(255)
      .refine((entry) => hostFault(entry.startsWith('*.') ? entry.slice(2) : entry) === null, {
        error: 'is no host name',
      }),
  )
  .max(64);

/** SHA-256, with or without colons. */
export const thumbprints = z
  .array(z.string().regex(/^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/))
  .max(64);

/** As certificates are compared. */
export function plainThumbprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}
