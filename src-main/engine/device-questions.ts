/** What an engine is asked about devices: its side of the contract, and how it answers. */
import { z } from 'zod';
import {
  deviceListSchema,
  deviceQuerySchema,
  knockedSchema,
  MOST_ROWS,
  oneDeviceSchema,
  standingSchema,
  type DeviceList,
  type DeviceQuery,
  type Knocked,
  type OneDevice,
  type Standing,
} from '../../src-shared/contract/devices.ts';
import { success, type Result } from '../../src-shared/errors.ts';
import { calmly } from '../compliance/work.ts';
import { findingDevices, judgingKnocked, oneDevice } from './devices.ts';
import type { View } from './questions.ts';

export interface DeviceQuestions {
  /** A page of the directory, each with the verdict of now. */
  readonly devices: (query: DeviceQuery) => Promise<Result<DeviceList>>;
  /** Null: the directory does not know it. */
  readonly device: (id: string) => Promise<Result<OneDevice | null>>;
  /** Devices that the journal names, as they stand now. */
  readonly standings: (knocked: readonly Knocked[]) => Promise<Result<readonly Standing[]>>;
}

export const deviceMessages = {
  devices: { params: deviceQuerySchema, value: deviceListSchema },
  device: { params: z.string(), value: oneDeviceSchema.nullable() },
  standings: {
    params: z.array(knockedSchema).max(MOST_ROWS),
    value: z.array(standingSchema).max(MOST_ROWS),
  },
} as const;

type Viewed = <Value>(work: (view: View) => Promise<Result<Value>>) => Promise<Result<Value>>;

/**
 * Answers beside the traffic, in slices. Pages of the directory one after the other: two at once would take twice the
 * share of the event loop.
 */
export function answerDevices(viewed: Viewed, now: () => Date): DeviceQuestions {
  let finding: Promise<unknown> = Promise.resolve();
  return {
    devices: (query) =>
      viewed((view) => {
        const mine = finding.then(() => calmly(findingDevices(view, query, now())));
        finding = mine.catch(() => undefined);
        return mine.then((list) => success(list));
      }),
    device: (id) => viewed(async (view) => success(oneDevice(view, id, now()))),
    standings: (knocked) =>
      viewed(async (view) => success(await calmly(judgingKnocked(view, knocked, now())))),
  };
}
