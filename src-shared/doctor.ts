/** The doctor's checks: the command `doctor` and the page Diagnostics show the same. */
import { z } from 'zod';

/** In the order in which they are run and shown. */
export const checkTitles = {
  settings: 'Saved settings',
  listener: 'Port of the listener',
  certificate: 'Certificate of the listener',
  disk: 'Disk space for the journal',
  'exchange.eas': 'Exchange for ActiveSync',
  'exchange.ews': 'Exchange for EWS',
  'challenges.eas': 'Sign-in methods of ActiveSync',
  'challenges.ews': 'Sign-in methods of EWS',
  methods: 'ActiveSync and EWS fit together',
  'eas.options': 'ActiveSync versions',
  uem: 'Device management (UEM)',
  'kerberos.controllers': 'Domain controllers',
  'kerberos.ticket': 'Kerberos ticket for a user',
} as const;
export type CheckId = keyof typeof checkTitles;
export const checkIds = Object.keys(checkTitles) as [CheckId, ...CheckId[]];
export const checkIdSchema = z.enum(checkIds);

export const checkStates = ['fine', 'warns', 'fails', 'skipped'] as const;
export type CheckState = (typeof checkStates)[number];

export const checkSchema = z.object({ id: checkIdSchema, title: z.string() });

export const checkResultSchema = checkSchema.extend({
  state: z.enum(checkStates),
  /** What is the case, in one sentence or two. */
  text: z.string(),
  /** What was seen, a line each. */
  details: z.array(z.string()).max(100),
  /** What to do; null: nothing. */
  remedy: z.string().nullable(),
  /** How long it took, in milliseconds. */
  ms: z.number(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** A user principal name, as certificates have it. */
export const upnSchema = z.string().trim().min(1).max(512);
/** A service principal name: `HTTP/mail.example.com`. */
export const spnSchema = z.string().trim().min(3).max(512);
