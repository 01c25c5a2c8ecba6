/** Device management: signs in as the gateway does, reads one device, and looks at the clock. Nothing of a device is shown. */
import { setTimeout as wait } from 'node:timers/promises';
import { isError, remedies } from '../../../src-shared/errors.ts';
import { formatHostAndPort } from '../../../src-shared/settings/host-and-port.ts';
import { readUem } from '../../settings/uem.ts';
import { createApi } from '../../uem/api.ts';
import { attempt, endWith } from '../attempt.ts';
import type { Check, Finding, Situation } from '../check.ts';
import { skipped } from '../check.ts';
import { believed } from '../test-host.ts';

const CLOCK_TOLERANCE_MS = 5 * 60_000;

export const uemCheck: Check = {
  boundMs: 30_000,
  run: async (situation) => {
    const { mem } = situation.saved;
    if (mem === null || (mem.valueOf('uem.url') ?? null) === null) {
      return skipped('The devices come from a file: uem.url is not set.');
    }
    const { uem, problems } = await readUem(
      mem,
      situation.paths.memConfiguration,
      situation.secret,
    );
    if (uem !== null) return asked(uem, situation);
    const first = problems.find(isError);
    const text = first?.message ?? 'The settings below uem cannot be used.';
    return { state: 'fails', text, remedy: first?.remedy ?? remedies.UEM_OFF };
  },
};

async function asked(
  settings: NonNullable<Awaited<ReturnType<typeof readUem>>['uem']>,
  situation: Situation,
): Promise<Finding> {
  const { now, stepMs } = situation;
  const timing = {
    now: () => now().getTime(),
    random: () => 0,
    sleep: async (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }),
  };
  const trust = await believed(situation);
  const api = createApi({ settings, trust, timing, boundMs: stepMs, attempts: 1, pageSize: 1 });
  const group = settings.organizationGroup;
  const query = { page: '0', pagesize: '1', ...(group === null ? {} : { lgid: group }) };
  try {
    return await attempt<Finding>(
      async (signal) => {
        endWith(signal, { destroy: () => api.close() });
        const read = await api.get('/API/mdm/devices/search', query, signal);
        if (!read.ok) {
          const [first] = read.problems;
          return { state: 'fails', text: first?.message ?? '', remedy: first?.remedy ?? null };
        }
        const where = formatHostAndPort(settings.address);
        return found(where, totalIn(read.value), api.clockAhead());
      },
      // The steps of the way have this each.
      {
        ms: 3 * stepMs,
        failed: (text) => ({ state: 'fails', text, remedy: remedies.UEM_UNREACHABLE }),
      },
    );
  } finally {
    api.close();
  }
}

function totalIn(answer: object | null): number | null {
  if (answer === null) return 0;
  const total: unknown = 'Total' in answer ? answer.Total : null;
  return typeof total === 'number' && Number.isInteger(total) ? total : null;
}

function found(where: string, total: number | null, ahead: number | null): Finding {
  const seconds = ahead === null ? null : Math.round(ahead / 1000);
  const details = [
    `${where} accepts the sign-in.`,
    ...(total === null ? [] : [`It names ${total} devices, whatever their state.`]),
    ...(seconds === null
      ? []
      : [`Its clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead'}.`]),
  ];
  if (total === null) {
    const text = 'It answers, and not with a page of devices.';
    return { state: 'fails', text, details, remedy: remedies.UEM_ANSWER };
  }
  if (total === 0) {
    return { state: 'warns', text: 'It names no device.', details, remedy: remedies.UEM_EMPTY };
  }
  if (ahead !== null && Math.abs(ahead) > CLOCK_TOLERANCE_MS) {
    const text = 'It answers, and its clock is not ours.';
    return { state: 'warns', text, details, remedy: remedies.UEM_CLOCK };
  }
  return { state: 'fine', text: `It answers, and names ${total} devices.`, details };
}
