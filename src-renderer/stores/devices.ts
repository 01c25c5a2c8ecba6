/** The Devices page: rows of the directory as they were asked for. The window never holds all of them. */
import { create } from 'zustand';
import type { DeviceList, DeviceQuery, DeviceRow } from '../../src-shared/contract/devices.ts';
import { MOST_ROWS } from '../../src-shared/contract/devices.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';

/** More rows nobody reads: they are searched. */
export const deviceCap = 5000;

export type DeviceFilter = Pick<DeviceQuery, 'text' | 'enrollment' | 'platform' | 'verdict'>;

interface DevicesState {
  readonly filter: DeviceFilter;
  readonly sort: DeviceQuery['sort'];
  readonly rows: readonly DeviceRow[];
  /** Of the last answer; null: none yet. */
  readonly list: Omit<DeviceList, 'rows'> | null;
  readonly loading: boolean;
  readonly failure: readonly Problem[] | null;
}

export const useDevices = create<DevicesState>()(() => ({
  filter: {},
  sort: { by: 'user', direction: 'ascending' },
  rows: [],
  list: null,
  loading: false,
  failure: null,
}));

const { setState: set, getState: get } = useDevices;

/** An answer to an older question is dropped. */
let question = 0;

export async function loadDevices(): Promise<void> {
  question += 1;
  await ask(question, []);
}

export async function moreDevices(): Promise<void> {
  const { list, loading, rows } = get();
  const next = list?.next ?? null;
  if (loading || next === null || rows.length >= deviceCap) return;
  question += 1;
  await ask(question, rows, next);
}

async function ask(
  mine: number,
  before: readonly DeviceRow[],
  after?: DeviceQuery['after'],
): Promise<void> {
  const { filter, sort } = get();
  set({ loading: true });
  const query = { ...filter, sort, limit: MOST_ROWS };
  const reply = await call('devices', after === undefined ? query : { ...query, after });
  if (mine !== question) return;
  if (!reply.ok) {
    set({ loading: false, failure: reply.problems });
    return;
  }
  const { rows, ...list } = reply.value;
  set({ loading: false, failure: null, rows: [...before, ...rows], list });
}

/** What is `undefined` narrows no longer. */
export function filterDevices(parts: {
  readonly [Name in keyof DeviceFilter]: DeviceFilter[Name] | undefined;
}): void {
  const entries: [string, unknown][] = Object.entries({ ...get().filter, ...parts });
  set({ filter: Object.fromEntries(entries.filter(([, value]) => value !== undefined)) });
  void loadDevices();
}

export function sortDevices(sort: DeviceQuery['sort']): void {
  set({ sort });
  void loadDevices();
}

export function isFiltered(filter: DeviceFilter): boolean {
  return Object.keys(filter).length > 0;
}
