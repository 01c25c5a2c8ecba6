/** One record of the directory, wherever it came from: judged by its schema, and by whether a request can ever match it. */
import { clip } from '../../src-shared/clip.ts';
import { deviceSchema } from '../../src-shared/devices.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { aliasesOf } from './aliases.ts';
import { normaliseDeviceId, parseUser } from './normalise.ts';

/** What was found in a file, record by record. */
export interface DevicesRead {
  readonly devices: readonly DeviceInput[];
  /** On which each record begins, those included that are wrong. */
  readonly lines: readonly number[];
  readonly problems: readonly Problem[];
}

type Path = readonly PropertyKey[];
type Schema = Pick<typeof deviceSchema, 'safeParse'>;

export interface RecordPlace {
  /** Counted from 0. */
  readonly index: number;
  /** How a field of the record is called where somebody has to find it; by default its path. */
  readonly fieldName?: ((path: Path) => string) | undefined;
}

export function deviceOf(
  value: unknown,
  { index, fieldName }: RecordPlace,
  schema: Schema = deviceSchema,
): Result<DeviceInput> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(({ path, message }) => {
      const key = [`[${index}]`, ...path.map(String)].join('.');
      const name = fieldName?.(path) ?? key;
      return problem('SCHEMA', `record ${index + 1}: ${name}: ${message}`, { key });
    });
    return failure(...mistakes);
  }
  const unusable = unusableNames(parsed.data);
  return unusable.length === 0
    ? success(parsed.data)
    : failure(
        problem('SCHEMA', `record ${index + 1}: not a name or id: ${unusable.join(', ')}`, {
          key: `[${index}]`,
        }),
      );
}

/** What no request can ever match would sit in the directory unseen. */
function unusableNames(device: DeviceInput): readonly string[] {
  const users = aliasesOf(device).filter((alias) => parseUser(alias) === null);
  const ids = [device.deviceId, ...Object.values(device.ids ?? {})].filter(
    (id) => id !== undefined && normaliseDeviceId(id) === null,
  );
  return [...users, ...ids].map((name) => `"${clip(name ?? '', 64)}"`);
}
