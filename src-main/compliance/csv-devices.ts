/** A CSV file of devices: its columns are the fields of `devices.json` (docs/devices.md). */
import { clip } from '../../src-shared/clip.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { csvRecords, separatorOf } from './csv-records.ts';
import type { CsvPart, CsvRecord } from './csv-records.ts';
import { deviceOf } from './device-record.ts';
import type { DevicesRead } from './device-record.ts';
import { PROBLEM_LIMIT } from './duplicates.ts';
import type { Work } from './work.ts';

type Read = (text: string) => unknown;

const booleans: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, '1': true },
  ...{ false: false, no: false, '0': false },
};
const text: Read = (value) => (value === '' ? null : value);
/** Empty: not reported. What is no boolean is left for the schema to name. */
const boolean: Read = (value) =>
  value === '' ? null : Object.hasOwn(booleans, lower(value)) ? booleans[lower(value)] : value;
const needed: Read = (value) => (value === '' ? undefined : value);
const neededBoolean: Read = (value) => (value === '' ? undefined : boolean(value));

/** One person's names, as `alice@contoso.com|CONTOSO\alice`. */
const names: Read = (value) =>
  value === '' ? undefined : value.split('|').map((name) => name.trim());

const columns: Readonly<Record<string, Read>> = {
  ...{ deviceId: needed, udid: needed, serial: needed, uem: needed, user: needed, users: names },
  ...{ managed: neededBoolean, compromised: boolean, encrypted: boolean, lastSeen: text },
  ...{ platform: text, model: text, osVersion: text, activeSyncProfile: boolean },
  ...{ enrollment: needed, override: text },
};
const byLowerCase = new Map(Object.keys(columns).map((name) => [lower(name), name]));
const otherIds = ['udid', 'serial', 'uem'];
/** Without its column a state would be "not reported" for every device, and block nobody. */
const required = ['deviceId', 'managed', 'compromised', 'encrypted', 'enrollment'];

export function* parsingCsv(source: string, file: string): Work<DevicesRead> {
  const separator = separatorOf(source);
  const parts = csvRecords(source, separator);
  const first = parts.next();
  const header = headerOf(first.done === true ? null : first.value, file);
  if (!header.ok) return { devices: [], lines: [], problems: header.problems };
  const devices: DeviceInput[] = [];
  const lines: number[] = [];
  const problems: Problem[] = [];
  for (const part of parts) {
    yield;
    if (part.kind === 'problem') {
      problems.push(syntax(part, file));
      break;
    }
    const device = deviceIn(part, header.value, lines.length);
    lines.push(part.line);
    if (device.ok) devices.push(device.value);
    else problems.push(...device.problems.map((each) => ({ ...each, file, line: part.line })));
    if (problems.length >= PROBLEM_LIMIT) break;
  }
  return { devices, lines, problems };
}

/** The field that each column holds; null: none that we know. */
type Header = readonly (string | null)[];

function headerOf(part: CsvPart | null, file: string): Result<Header> {
  const wrong = (message: string, line = 1): Result<never> =>
    failure(problem('CSV_SYNTAX', `${file}: ${message}`, { file, line }));
  if (part === null)
    return wrong(
      'the file is empty; write the line with the names of the columns for "no devices"',
    );
  if (part.kind === 'problem') return failure(syntax(part, file));
  const header = part.fields.map((name) => byLowerCase.get(lower(name)) ?? null);
  const twice = header.find((name, at) => name !== null && header.indexOf(name) !== at);
  if (twice !== undefined) return wrong(`the column ${String(twice)} occurs twice`, part.line);
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0)
    return wrong(`the first line does not name the column ${missing.join(', ')}`, part.line);
  if (header.includes('user') === header.includes('users'))
    return wrong('name the owner in exactly one of the columns "user" and "users"', part.line);
  return success(header);
}

function deviceIn({ fields }: CsvRecord, header: Header, index: number): Result<DeviceInput> {
  if (fields.length !== header.length) {
    const message = `record ${index + 1} has ${fields.length} fields, the first line has ${header.length}: "${clip(fields.join(' '), 64)}"`;
    return failure(problem('CSV_SYNTAX', message, { key: `[${index}]` }));
  }
  const record: Record<string, unknown> = {};
  const ids: Record<string, unknown> = {};
  for (const [at, name] of header.entries()) {
    if (name === null) continue;
    const value = columns[name]?.(fields[at] ?? '');
    if (value === undefined) continue;
    (otherIds.includes(name) ? ids : record)[name] = value;
  }
  const named = Object.keys(ids).length === 0 ? record : { ...record, ids };
  return deviceOf(named, { index, fieldName: (path) => columnName(path, header) });
}

function columnName(path: readonly PropertyKey[], header: Header): string {
  const name = String(path[0] === 'ids' ? path[1] : path[0]);
  const at = header.indexOf(name);
  return at < 0 ? name : `column ${at + 1} (${name})`;
}

function syntax(
  { message, line, column }: Extract<CsvPart, { readonly kind: 'problem' }>,
  file: string,
): Problem {
  const where = `line ${line}, character ${column}`;
  return problem('CSV_SYNTAX', `${file}: ${where}: ${message}`, { file, line });
}

function lower(name: string): string {
  return name.toLowerCase();
}
