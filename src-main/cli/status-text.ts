/** `status` for a person. */
import { clip } from '../../src-shared/clip.ts';
import { counted } from '../../src-shared/counted.ts';
import { findSetting } from '../../src-shared/settings/catalogue.ts';
import type { Status } from '../../src-shared/contract/calls.ts';
import { ageText, localTime } from './times.ts';

const modes: Readonly<Record<Status['mode'], string>> = {
  enforce: 'enforcing',
  test: 'test: no device is blocked',
  off: 'off: nothing is checked',
};

const cold = 'waits for the first list of devices: until then no device is blocked';

export function statusText(status: Status): string {
  const { settings, directory, journal, traffic } = status;
  const age = directory.ageSeconds === null ? 'never loaded' : ageText(directory.ageSeconds);
  const rows: readonly (readonly [string, string])[] = [
    ['state', `${status.state} since ${localTime(status.since)}, generation ${status.generation}`],
    ['url', status.url ?? '-'],
    ['process', String(status.pid)],
    ['home', status.home],
    ['compliance', directory.coldStart === true ? cold : modes[status.mode]],
    ['EWS proxy', settings.ewsProxy ? 'on' : 'off'],
    ['remove unsupported', settings.removeUnsupportedAuth ? 'on' : 'off'],
    ['EWS host', settings.ewsHost ?? 'the email server'],
    ['directory', `${counted(directory.devices, 'device')}, ${age}`],
    ...(status.uem === undefined ? [] : [['UEM', uemText(status.uem)] as const]),
    ['journal', journalText(journal)],
    [
      'traffic',
      `${counted(traffic.requests, 'request')}, ${counted(traffic.streams, 'stream')}, ${counted(traffic.connections, 'connection')}`,
    ],
    ...status.upstreams
      .filter(({ state }) => state !== 'reachable')
      .map(({ host, state, since }) => {
        const from = since === null ? '' : ` since ${localTime(since)}`;
        return ['Exchange', `${host}: ${state}${from}`] as const;
      }),
    ...(status.adminUrl === undefined ? [] : [['health, metrics', status.adminUrl] as const]),
    ...(status.push === undefined ? [] : [['pushes', pushText(status.push)] as const]),
    ...status.pending.map(
      ({ key, inForce, saved }) =>
        [
          findSetting(key)?.effect === 'hot' ? 'not in force' : 'waits for restart',
          `${key}: ${inForce ?? '(absent)'} -> ${saved ?? '(absent)'}`,
        ] as const,
    ),
    ...status.noMethodLeft.map(
      ({ client, user, at }) =>
        ['no method left', `${user ?? 'nobody'} from ${client} at ${localTime(at)}`] as const,
    ),
  ];
  return rows.map(([name, value]) => `${name.padEnd(20)}${clip(value, 500)}`).join('\n');
}

const uemStates = {
  waiting: '',
  bulk: ', reading all devices now',
  delta: ', reading what changed now',
};

function uemText({ state, lastBulkAt, lastDeltaAt, problem }: NonNullable<Status['uem']>): string {
  const when = (instant: string | null): string =>
    instant === null ? 'not yet' : localTime(instant);
  const why = problem === null ? '' : `: ${problem.message}`;
  return `all devices ${when(lastBulkAt)}, changes ${when(lastDeltaAt)}${uemStates[state]}${why}`;
}

function pushText({ url, lastAt, accepted, refused }: NonNullable<Status['push']>): string {
  const last = lastAt === null ? 'none yet' : `last at ${localTime(lastAt)}`;
  return `${url ?? 'not taken'}, ${last}, ${accepted} taken, ${refused} refused`;
}

function journalText(journal: Status['journal']): string {
  const lost = journal.dropped === 0 ? '' : `, ${journal.dropped} lost`;
  const why = journal.problem === null ? '' : `: ${journal.problem}`;
  return `${journal.state}, ${journal.waiting} waiting${lost}${why}`;
}
