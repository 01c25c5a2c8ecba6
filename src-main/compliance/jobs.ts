/** What takes long with many devices. Every job is given everything and keeps nothing, so any thread may do it. */
import { amending, changing } from './changing.ts';
import type { PackedChange } from './changing.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { success } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/errors.ts';
import { indexed, packingList } from './devices.ts';
import type { Devices } from './devices.ts';
import { parseFeed } from './feed-file.ts';
import { withWipesOf } from './harm.ts';
import { merging, recalling } from './known.ts';
import { losing } from './losing.ts';
import type { LossQuestion } from './losing.ts';
import type { Rows } from './rows.ts';
import { readState, writeState } from './state-file.ts';
import { calmly } from './work.ts';

export const jobs = {
  readState,
  writeState,
  parseFeed,
  pack: (devices: readonly DeviceInput[]): Promise<Rows> => calmly(packingList(devices)),
  merge: async (
    known: Devices,
    list: Rows,
    at: number,
    removedLimit: number | undefined,
    placedAt: number,
  ): Promise<Result<Devices>> => {
    const merged = await calmly(merging(known, list, at, removedLimit, placedAt));
    return merged.ok ? success(await calmly(indexed(merged.value)), merged.warnings) : merged;
  },
  change: (known: Devices, change: PackedChange) => calmly(changing(known, change)),
  amend: (list: Rows, change: PackedChange) => calmly(amending(list, change)),
  losses: (question: LossQuestion) => calmly(losing(question)),
  takeWipes: (known: Devices, newer: Rows) => calmly(withWipesOf(known, newer)),
  recall: async (memory: Devices, seen: Rows, at: number): Promise<Devices> =>
    calmly(indexed(await calmly(recalling(memory, seen, at)))),
};

export type JobName = keyof typeof jobs;
export type Given<Name extends JobName> = Parameters<(typeof jobs)[Name]>;
export type Done<Name extends JobName> = Awaited<ReturnType<(typeof jobs)[Name]>>;

export interface JobAsked {
  readonly id: number;
  readonly name: JobName;
  readonly given: readonly unknown[];
}

export type JobAnswer =
  | { readonly id: number; readonly ok: true; readonly done: unknown }
  /** It threw: a bug, which would be met again. */
  | { readonly id: number; readonly ok: false; readonly why: string };

export async function answerTo({ id, name, given }: JobAsked): Promise<JobAnswer> {
  try {
    return { id, ok: true, done: await perform(name, given as Given<typeof name>) };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { id, ok: false, why };
  }
}

/** Who does the jobs. */
export interface Crew {
  /** @param devices about how many it is about */
  readonly run: <Name extends JobName>(
    name: Name,
    devices: number,
    ...given: Given<Name>
  ) => Promise<Done<Name>>;
}

async function perform<Name extends JobName>(name: Name, given: Given<Name>): Promise<Done<Name>> {
  const job = jobs[name] as unknown as (...given: Given<Name>) => Promise<Done<Name>>;
  return job(...given);
}

/** In this thread, beside the traffic. */
export const here: Crew = { run: (name, _devices, ...given) => perform(name, given) };
