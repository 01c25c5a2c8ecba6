/** Changes of keys of `mem-configuration.json`, as `set` gets them: texts that stand for values, null removes the key. */
import {
  failure,
  problem,
  success,
  type Problem,
  type Result,
} from '../../../src-shared/errors.ts';
import { findMemSetting } from '../../../src-shared/settings/catalogue.ts';
import { allowedValues, type MemSetting } from '../../../src-shared/settings/entry.ts';
import { faultsOf, faultText } from '../../../src-shared/settings/mem-faults.ts';
import { isPlain, memValue } from '../../../src-shared/settings/mem-text.ts';
import { unknownKey } from '../unknown-key.ts';
import { editJson } from './edit.ts';
import { duplicatesOf, hasPath, lineOfPath, parseJson, type JsonDocument } from './json.ts';

export type MemChanges = readonly (readonly [key: string, text: string | null])[];

/** The new text, or everything that is wrong with the file and with the changes. */
export function changeMem(bytes: Buffer, changes: MemChanges, file: string): Result<string> {
  const parsed = parseJson(bytes, file);
  const document = parsed.ok ? parsed.document : null;
  const read = changes.map(([key, text]) => readChange(key, text, { document, file }));
  // Of a key that stands twice nobody knows which one is meant.
  const refused = [...parsed.problems, ...read.flatMap((each) => (each.ok ? [] : each.problems))];
  if (document === null || refused.length > 0) return failure(...refused);
  const edits = read.flatMap((each) => (each.ok ? [each.value] : []));
  return success(edits.reduce((whole, edit) => apply(whole, edit, file), document).text);
}

interface Edit {
  readonly path: readonly string[];
  /** Undefined removes the key. */
  readonly value: unknown;
}

function apply(document: JsonDocument, { path, value }: Edit, file: string): JsonDocument {
  const text = editJson(document, path, value);
  if (text === document.text) return document;
  const parsed = parseJson(Buffer.from(text), file);
  if (!parsed.ok) throw new Error(`an edit of ${path.join('.')} broke the file`);
  return parsed.document;
}

interface Place {
  /** Null: the file cannot be read, which is said already. */
  readonly document: JsonDocument | null;
  readonly file: string;
}

function readChange(key: string, text: string | null, place: Place): Result<Edit> {
  const { document, file } = place;
  const setting = findMemSetting(key);
  if (setting === undefined) return failure(unknownKey(key, file));
  const path = key.split('.');
  const present = document !== null && hasPath(document, path);
  const where = { file, key, line: present ? lineOfPath(document, path) : undefined };
  if (!setting.editable) {
    const message = `${key} is not for editing: it says which form the file has.`;
    return failure(problem('USAGE', message, { ...where, remedy: 'Leave it as it is.' }));
  }
  const blocked = document === null ? null : groupProblem(document, path, file);
  if (blocked !== null) return failure(blocked);
  if (text === null) {
    if (!setting.required) return success({ path, value: undefined });
    const message = `${key} cannot be left out; allowed: ${allowedValues(setting.type)}.`;
    return failure(problem('KEY_MISSING', message, { ...where, remedy: 'Give it a value.' }));
  }
  const value = readValue(setting, text, where);
  return value.ok ? success({ path, value: value.value }) : value;
}

function readValue(
  setting: MemSetting,
  text: string,
  where: { readonly file: string; readonly line: number | undefined; readonly key: string },
): Result<unknown> {
  const read = memValue(setting, text);
  if (!read.ok) {
    const message = `${setting.key} ${read.reason}; allowed: ${allowedValues(setting.type)}.`;
    return failure(problem('SCHEMA', message, where));
  }
  const problems: readonly Problem[] = [
    ...faultsOf(setting, read.value).map((fault) =>
      problem(fault.code, faultText(setting, fault), where),
    ),
    ...twice(setting, text).map(({ message, remedy }) =>
      problem('KEY_DUPLICATE', message, { ...where, remedy }),
    ),
  ];
  return problems.length > 0 ? failure(...problems) : success(read.value);
}

/** `{"A": "x", "A": "y"}`: JSON.parse would take the last without a word. */
function twice(setting: MemSetting, text: string): readonly Problem[] {
  if (isPlain(setting.type.kind)) return [];
  const parsed = parseJson(Buffer.from(text), '');
  return parsed.ok ? duplicatesOf(parsed.document, setting.key) : [];
}

/** A group on the way that is no object could only be written over. */
function groupProblem(
  document: JsonDocument,
  path: readonly string[],
  file: string,
): Problem | null {
  for (let length = 0; length < path.length; length += 1) {
    const group = path.slice(0, length);
    const value = group.reduce<unknown>(
      (outer, name) => (outer as Record<string, unknown> | undefined)?.[name],
      document.value,
    );
    if (length > 0 && !hasPath(document, group)) return null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) continue;
    const what = length === 0 ? 'The file' : group.join('.');
    const details = { file, line: lineOfPath(document, group) };
    return problem('SCHEMA', `${what} is not a JSON object.`, {
      ...details,
      ...(length === 0 ? {} : { key: group.join('.') }),
    });
  }
  return null;
}
