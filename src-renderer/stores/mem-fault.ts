/** Why a value of `mem-configuration.json` cannot be saved, as a sentence beside its field. By the catalogue's schemas. */
import { allowedValues } from '../../src-shared/settings/entry.ts';
import type { MemSetting } from '../../src-shared/settings/entry.ts';
import { faultsOf } from '../../src-shared/settings/mem-faults.ts';
import type { ValueFault } from '../../src-shared/settings/mem-faults.ts';
import { memValue } from '../../src-shared/settings/mem-text.ts';
import { text } from '../text/text.ts';
import { domainRows } from './domain-rows.ts';

const words = text.settingsPage;

type Fault = Omit<ValueFault, 'code'>;

export function memFault(setting: MemSetting, value: string | null): string | null {
  if (value === null) return setting.required ? words.needsValue : null;
  const { type } = setting;
  const twice = type.kind === 'domains' ? domainFault(value) : null;
  if (twice !== null) return twice;
  const read = memValue(setting, value);
  if (read.ok && read.value === '') return words.needsValue;
  const faults: readonly Fault[] = read.ok
    ? faultsOf(setting, read.value)
    : [{ path: [], reason: read.reason }];
  const [fault] = faults;
  if (fault === undefined) return null;
  if (type.kind === 'integer') return words.badNumber(String(type.min), String(type.max));
  if (type.kind === 'hostAndPort') return words.badHost(fault.reason);
  if (type.kind === 'tls') return words.needsFiles;
  return sentenceOf(setting, fault);
}

function sentenceOf({ type }: MemSetting, { path, reason }: Fault): string {
  const [part] = path;
  const allowed = allowedValues(type);
  if (part === undefined) return words.badValue(reason, allowed);
  const name = typeof part === 'number' ? words.entry(String(part + 1)) : part;
  return words.badPart(name, reason, allowed);
}

/** What an object cannot say: a row that is not complete, a name that stands twice. */
function domainFault(value: string): string | null {
  const rows = domainRows(value);
  if (rows.some(({ domain, suffix }) => domain === '' || suffix === '')) {
    return words.incompleteDomain;
  }
  const names = rows.map(({ domain }) => domain.toUpperCase());
  const again = names.find((name, at) => names.indexOf(name) !== at);
  return again === undefined ? null : words.domainTwice(again);
}
