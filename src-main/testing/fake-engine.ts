/** The parts of a gateway process without sockets and threads; the directory is the real one. */
import { success } from '../../src-shared/errors.ts';
import { openDirectory } from '../compliance/service.ts';
import { readBlocked, readClients, readSeen } from '../engine/blocked-thread.ts';
import type { EngineParts } from '../engine/parts.ts';
import type { Gateway, Listening, MovedDevice } from '../gateway/types.ts';

/** What every `reconsider` of the fake gateway says it has cut. */
export const CUT_EACH_TIME = 2;

/** What the fake gateway says Exchange sent elsewhere. */
export const MOVED: MovedDevice = {
  ...{ user: 'alice@contoso.test', device: 'D1', host: 'https://mail2.contoso.test:443' },
  ...{ since: '2026-03-01T00:00:00.000Z', until: '2026-03-02T00:00:00.000Z' },
};

const noToll = { failed: 0, cutStreams: 0, finishing: 0 };
const at = { url: 'http://127.0.0.1:8443', port: 8443 };

export const fakeEngine: EngineParts = {
  openDirectory,
  readBlocked,
  readClients,
  readSeen,
  openGateway: async (settings) => {
    let generation = 1;
    const { mode } = settings.compliance.policies;
    const gateway: Gateway = {
      status: () => ({
        ...{ generation, mode, since: '2026-03-01T00:00:00.000Z', url: at.url },
        ...{ requests: 0, streams: 0, connections: 0, noMethodLeft: [], lastRestart: null },
        upstreams: [],
      }),
      restart: async () => {
        generation += 1;
        return success({ ...at, generation, durationMs: 1, ...noToll });
      },
      problems: () => [],
      refused: () => ({
        requests: { byReason: {}, busiest: [] },
        connections: { plain: 0, total: 0, address: 0 },
      }),
      reconsider: () => CUT_EACH_TIME,
      judgeBy: () => CUT_EACH_TIME,
      moves: () => [MOVED],
      revocationLists: () => [],
      renewSecret: () => undefined,
      clearMoves: () => 1,
      close: async () => undefined,
    };
    const listening: Listening = { ...at, generation };
    return success({ gateway, listening });
  },
  openJournal: async () => ({
    nextSeq: () => 1,
    record: () => undefined,
    health: () => ({ state: 'ok', problem: null, waiting: 0, dropped: 0 }),
    flush: async () => undefined,
    close: async () => undefined,
  }),
};
