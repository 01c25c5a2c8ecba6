/** How the lists of the compliance policies are written in `mem-configuration.json` (ADR 29). */
import { z } from 'zod';

const plain = /^[^\p{Cc}\p{Cs}]+$/u;
const text = z.string().trim().min(1).max(256).regex(plain);

/** `Apple-iPhone*`: what a mail client or a device says of itself. */
export const patterns = z.array(text).max(256);

/** The two halves of `iOS: iPhone 15*`, or null. */
export function platformPatternOf(
  entry: string,
): { readonly platform: string; readonly pattern: string } | null {
  const at = entry.indexOf(':');
  const platform = entry.slice(0, Math.max(at, 0)).trim();
  const pattern = entry.slice(at + 1).trim();
  return platform === '' || pattern === '' ? null : { platform, pattern };
}

export const platformPatterns = z
  .array(
    text.refine((entry) => platformPatternOf(entry) !== null, {
      error: 'is not "platform: pattern"',
    }),
  )
  .max(256);

const GROUP = /^group:\s*(.*)$/i;

/** The group that an entry of a list of users stands for; null: it is a user. */
export function groupOf(entry: string): string | null {
  return GROUP.exec(entry.trim())?.[1]?.trim() ?? null;
}

/** Group names compare without case. */
export function groupKey(name: string): string {
  return name.trim().toLowerCase();
}

export const policyUsers = z
  .array(
    z
      .string()
      .trim()
      .min(1)
      .max(512)
      .regex(plain)
      .refine((entry) => groupOf(entry) !== '', { error: 'names no group' }),
  )
  .max(1000);

export interface UserGroup {
  readonly name: string;
  readonly users: readonly string[];
}

/** `Sales: alice@corp.example, CORP\bob`, or null. */
export function userGroupOf(entry: string): UserGroup | null {
  const at = entry.indexOf(':');
  const name = entry.slice(0, Math.max(at, 0)).trim();
  const users = entry
    .slice(at + 1)
    .split(',')
    .map((user) => user.trim());
  const readable = users.every(
    (user) => user !== '' && user.length <= 512 && groupOf(user) === null,
  );
  return name === '' || name.length > 64 || !readable ? null : { name, users };
}

export const userGroups = z
  .array(
    z
      .string()
      .max(65_536)
      .regex(plain)
      .refine((entry) => userGroupOf(entry) !== null, {
        error: 'is not "group: user, user"',
      }),
  )
  .max(100)
  .refine(
    (entries) => {
      const names = entries.map((entry) => groupKey(userGroupOf(entry)?.name ?? ''));
      return new Set(names).size === names.length;
    },
    { error: 'names a group twice' },
  );
