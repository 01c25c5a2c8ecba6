/** What a ticket and a token of the gateway's own Kerberos client cost, beside MIT's `kvno` and the same KDC. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { startMit, whyNot } from '../../lab/realm/index.ts';
import type { MitRealm } from '../../lab/realm/index.ts';
import type { Kerberos } from '../../src-main/kerberos/kerberos.ts';
import { clientOf } from '../../src-main/kerberos/testing/client.ts';
import { value } from '../../src-main/kerberos/testing/outcomes.ts';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';
import { median, spread } from '../lib/figures.ts';
import { writeResult } from '../lib/result.ts';

const ROUNDS = Number(process.env['SALLYPORT_BENCH_ROUNDS'] ?? 5);
const USERS = 50;
const TOKENS = 5_000;
const binding = Buffer.from(`tls-server-end-point:${'x'.repeat(32)}`);
const people = ['alice@ex.test', 'robert.smith@corp.example'] as const;

interface Round {
  /** Milliseconds until the first token of a client that knows nothing: four messages. */
  readonly first: number;
  /** Milliseconds for a user who is new to it: two messages. */
  readonly user: number;
  /** Microseconds for a token of one who was there. */
  readonly token: number;
  /** The same in processor time. */
  readonly tokenCpu: number;
  /** Milliseconds of `kvno` for a user: two messages and a process. */
  readonly kvno: number;
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function roundOf(realm: MitRealm, kvno: (upn: string) => Promise<unknown>): Promise<Round> {
  const spn = realm.account('mail').spn;
  const client = clientOf(realm, { kind: 'keytab' });
  const fetch = async (upn: string) => value(await client.ticket(upn, spn));
  const first = await milliseconds(async () => client.token(await fetch(people[0]), binding));
  const users: number[] = [];
  const kvnos: number[] = [];
  for (let nth = 0; nth < USERS; nth++) {
    const upn = people[nth % 2] ?? people[0];
    client.forget(await fetch(upn));
    users.push(await milliseconds(() => fetch(upn)));
    kvnos.push(await milliseconds(() => kvno(upn)));
  }
  const tokens = await timeTokens(client, spn);
  client.close();
  return { first, user: median(users), kvno: median(kvnos), ...tokens };
}

async function timeTokens(
  client: Kerberos,
  spn: string,
): Promise<Pick<Round, 'token' | 'tokenCpu'>> {
  const tickets = await Promise.all(
    people.map(async (upn) => value(await client.ticket(upn, spn))),
  );
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let nth = 0; nth < TOKENS; nth++) {
    const ticket = tickets[nth % 2];
    if (ticket === undefined) throw new Error('no ticket');
    const begun = performance.now();
    value(client.token(ticket, binding));
    times.push((performance.now() - begun) * 1000);
  }
  const { user, system } = process.cpuUsage(before);
  return { token: median(times), tokenCpu: (user + system) / TOKENS };
}

test('tickets and tokens', async () => {
  expect(whyNot('mit')).toBeNull();
  const realm = await startMit();
  const { path, remove } = makeTemporary('kvno');
  try {
    const { principal, keytab, spn: own } = realm.account('proxy');
    const login = await realm.oracle.login(principal, { keytab });
    if (!login.ok) throw new Error(login.said);
    const env = { ...process.env, ...realm.env, KRB5CCNAME: login.cache };
    const { spn } = realm.account('mail');
    const kvno = (upn: string) => {
      const out = `FILE:${join(path, `${own.replace('/', '-')}-${upn}`)}`;
      const args = ['-q', '--out-cache', out, '-U', upn, '-P', spn];
      return promisify(execFile)('kvno', args, { env });
    };
    await roundOf(realm, kvno);
    const rounds: Round[] = [];
    for (let nth = 0; nth < ROUNDS; nth++) rounds.push(await roundOf(realm, kvno));
    const row = (name: string, of: (round: Round) => number): string[] => [
      name,
      spread(rounds.map(of)),
    ];
    await writeResult('kerberos', {
      title: 'Tickets and tokens by constrained delegation',
      notes: [
        `MIT's KDC on this machine, on a directory of its own. ${ROUNDS} rounds after one that does not count, in each ${USERS} users who are new (the client is told to forget them) in turn with \`kvno -U -P\` for the same user, and ${TOKENS} tokens with a channel binding. A round counts by its median.`,
        'A KDC in a network adds its round trips: two for a new user, four when the account has to log on first.',
      ],
      tables: [
        {
          title: 'Time',
          head: ['what', 'median (least to most)'],
          rows: [
            row('a user who is new, ms', ({ user }) => user),
            row('the same by kvno, ms', ({ kvno: ms }) => ms),
            row('ratio to kvno', ({ user, kvno: ms }) => user / ms),
            row('log-on, first user and token, ms', ({ first }) => first),
            row('a token of a user who was there, µs', ({ token }) => token),
            row('its processor time, µs', ({ tokenCpu }) => tokenCpu),
            row('tokens a second and core', ({ tokenCpu }) => 1_000_000 / tokenCpu),
          ],
        },
      ],
      raw: rounds,
    });
  } finally {
    remove();
    await realm.stop();
  }
});
