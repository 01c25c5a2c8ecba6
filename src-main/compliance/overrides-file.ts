/**
 * `state/overrides.json`: what administrators allowed and blocked.
 *
 * A lost block must not open the gate. So every good version is kept a second time, as
 * `overrides.json.good`. When the file is damaged or gone, the copy takes its place and that is
 * reported; where there is no copy either, a damaged file means that nobody knows who is blocked,
 * and the gate stays shut until somebody mends it.
 */
import { normaliseDeviceId, normaliseUser } from './normalise.ts';
import { overridesFileSchema } from '../../src-shared/devices.ts';
import type { Override } from '../../src-shared/devices.ts';
import { failure, problem, success, warning } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { parseJson } from './feed-file.ts';
import { readText, setAside, writePrivate } from './state-file.ts';

export const goodCopyOf = (file: string): string => `${file}.good`;

export type OverridesRead =
  | { readonly kind: 'read'; readonly overrides: readonly Override[] }
  | {
      readonly kind: 'restored';
      readonly overrides: readonly Override[];
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'lost'; readonly problems: readonly Problem[] };

/** Reads and writes nothing back. */
export async function loadOverrides(file: string): Promise<OverridesRead> {
  const own = await readOverridesFile(file);
  if (own.ok && own.value !== null) return { kind: 'read', overrides: own.value };
  const copy = await readOverridesFile(goodCopyOf(file));
  const nothingLost = own.ok && copy.ok && (copy.value ?? []).length === 0;
  if (nothingLost) return { kind: 'read', overrides: [] };
  if (copy.ok && copy.value !== null) {
    return { kind: 'restored', overrides: copy.value, problems: restored(file, own, copy.value) };
  }
  const causes = [own, copy].flatMap((each) => (each.ok ? [] : each.problems));
  const message = `${file} cannot be read, so nobody knows which devices are blocked: no device passes until it is mended`;
  const remedy =
    'Mend the file; or write {"schemaVersion":1,"overrides":[]} into it, which lifts every block.';
  return {
    kind: 'lost',
    problems: [problem('DIRECTORY_STALE', message, { file, remedy }), ...causes],
  };
}

/** For the command line while no gateway runs. */
export async function readOverrides(file: string): Promise<Result<readonly Override[]>> {
  const read = await loadOverrides(file);
  switch (read.kind) {
    case 'read':
      return success(read.overrides);
    case 'restored':
      return success(read.overrides, read.problems);
    case 'lost':
      return failure(...read.problems);
  }
}

/** Writes file and copy, without those that ended by `now`; a damaged file is set aside first. */
export async function writeOverrides(
  file: string,
  overrides: readonly Override[],
  now: Date,
): Promise<Result<readonly Override[]>> {
  const kept = overrides.filter(
    ({ until }) => until === null || !(Date.parse(until) <= now.getTime()),
  );
  const text = `${JSON.stringify({ schemaVersion: 1, overrides: kept }, null, 2)}\n`;
  const present = await readOverridesFile(file);
  const aside = present.ok ? null : await setAside(file, now);
  const failed = (await writePrivate(file, text)) ?? (await writePrivate(goodCopyOf(file), text));
  return failed === null ? success(kept, aside === null ? [] : [aside]) : failure(failed);
}

/** Sees to it that there is a copy of a file that was read well, also one that somebody wrote by hand. */
export async function keepGoodCopy(
  file: string,
  overrides: readonly Override[],
): Promise<Problem | null> {
  const copy = await readOverridesFile(goodCopyOf(file));
  const text = JSON.stringify({ schemaVersion: 1, overrides }, null, 2);
  const same =
    copy.ok && copy.value !== null && JSON.stringify(copy.value) === JSON.stringify(overrides);
  const needless = copy.ok && copy.value === null && overrides.length === 0;
  return same || needless ? null : writePrivate(goodCopyOf(file), `${text}\n`);
}

/** The new one stands in for an older one for the same device and user. */
export function withOverride(
  overrides: readonly Override[],
  override: Override,
): readonly Override[] {
  return [...withoutOverride(overrides, override.device, override.user), override];
}

/** `user` null: the override for whoever uses the device. Names compare without case and outer spaces. */
export function withoutOverride(
  overrides: readonly Override[],
  device: string,
  user: string | null,
): readonly Override[] {
  return overrides.filter(
    (each) =>
      normaliseDeviceId(each.device) !== normaliseDeviceId(device) || !sameUser(each.user, user),
  );
}

function sameUser(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return normaliseUser(one, {}) === normaliseUser(other, {});
}

/** Null where there is no file. */
export async function readOverridesFile(file: string): Promise<Result<readonly Override[] | null>> {
  const text = await readText(file);
  if (!text.ok) return text;
  if (text.value === null) return success(null);
  const read = parseJson(text.value.replace(/^\ufeff/, ''));
  if (!read.ok) return failure(problem('JSON_SYNTAX', `${file}: ${read.why}`, { file }));
  const parsed = overridesFileSchema.safeParse(read.value);
  if (parsed.success) return success(parsed.data.overrides);
  const mistakes = parsed.error.issues.slice(0, 20).map((issue) => {
    const key = issue.path.map(String).join('.');
    return problem('SCHEMA', `${file}: ${key}: ${issue.message}`, { file, key });
  });
  return failure(...mistakes);
}

function restored(
  file: string,
  own: Result<readonly Override[] | null>,
  copy: readonly Override[],
): readonly Problem[] {
  const what = own.ok ? 'is missing' : 'is damaged';
  const message = `${file} ${what}: its last good copy is used, with ${copy.length} overrides`;
  return [
    warning('DIRECTORY_STALE', message, {
      file,
      remedy: 'Check that every allow and block is as you want it.',
    }),
    ...(own.ok ? [] : own.problems.map((each) => ({ ...each, severity: 'warning' as const }))),
  ];
}
