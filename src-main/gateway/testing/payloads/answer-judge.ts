/**
 * Lets Exchange give a hostile answer and says what came of it: the client gets it as a strict reader would have got it, a
 * 502, or an end that shows that something is missing; and whoever asks next gets an answer of its own.
 */
import http from 'node:http';
import { startHarness } from '../../../testing/gateway-harness.ts';
import { findItem } from '../../../testing/http-client.ts';
import { rawUpstream, wholeAnswer } from '../../../testing/raw-upstream.ts';
import { connectRaw, eventually } from '../raw-client.ts';
import type { RawClient } from '../raw-client.ts';
import { towards } from '../tap.ts';
import type { Answer } from './answer.ts';
import { answersIn } from './answers-read.ts';
import type { Got } from './answers-read.ts';
import { ewsPath, headed, lengthOf } from './payload.ts';

export type AnswerOutcome = 'refused' | 'relayed' | 'cut';

export interface AnswerVerdict {
  readonly answer: Answer;
  readonly outcome: AnswerOutcome;
  readonly breaches: readonly string[];
}

/** A gateway before an Exchange that answers one kind of request as it is told, and every other in order. */
export interface AnswerLane {
  readonly port: number;
  readonly exchangePort: number;
  readonly say: (answer: Answer) => void;
  readonly idle: () => boolean;
  readonly close: () => Promise<void>;
}

const hostileTarget = `${ewsPath}?ask=hostile`;
const request = (target: string): string =>
  headed(`POST ${target} HTTP/1.1`, [lengthOf(findItem)], findItem);
const ownAnswer = (name: string): string => `own answer to ${name}`;

export async function openAnswerLane(): Promise<AnswerLane> {
  let next: Answer | undefined;
  const exchange = await rawUpstream((socket, _count, head) => {
    const asked = /\?ask=(\w+) HTTP/.exec(head)?.[1] ?? '';
    if (asked !== 'hostile' || next === undefined) {
      socket.write(wholeAnswer(ownAnswer(asked)));
      return;
    }
    socket.write(Buffer.from(next.bytes, 'latin1'));
    if (next.ends) socket.end();
  });
  const harness = await startHarness({ settings: towards(exchange.port) });
  return {
    port: harness.port,
    exchangePort: exchange.port,
    say: (answer) => {
      next = answer;
    },
    idle: () => harness.gateway.status().requests === 0,
    close: async () => {
      await harness.close();
      await exchange.close();
    },
  };
}

/** All answers, on several lanes at a time, in their order. */
export async function judgeAnswers(
  answers: readonly Answer[],
  lanes: readonly AnswerLane[],
): Promise<readonly AnswerVerdict[]> {
  const verdicts: AnswerVerdict[] = [];
  let next = 0;
  const work = async (lane: AnswerLane): Promise<void> => {
    for (let at = next++; at < answers.length; at = next++) {
      const answer = answers[at];
      if (answer !== undefined) verdicts[at] = await judgeAnswer(answer, lane);
    }
  };
  await Promise.all(lanes.map(work));
  return verdicts;
}

/** How long silence must last where it is expected; a guard against hanging everywhere else. */
const silenceMs = 60;
const limitMs = 30_000;

async function judgeAnswer(answer: Answer, lane: AnswerLane): Promise<AnswerVerdict> {
  lane.say(answer);
  const strict = answer.waits ? null : await strictlyRead(lane.exchangePort, answer);
  const client = connectRaw(lane.port);
  client.write(request(hostileTarget));
  const open = await finalAnswers(client, 1, answer.waits ? silenceMs : limitMs);
  const first = open.answers[0];
  const outcome = outcomeOf(first, open.connected && !answer.waits);
  const breaches = [...open.wrong, ...wrongFirst(answer, outcome, first, strict)];
  if (open.connected && !answer.waits && first?.status !== 101) {
    client.write(request(`${ewsPath}?ask=second`));
    const after = await finalAnswers(client, 2, limitMs);
    breaches.push(...after.wrong, ...wrongNext('second', after.answers[1]));
  }
  client.socket.destroy();
  await eventually(lane.idle, answer.name, limitMs);
  for (const name of ['third', 'fourth']) breaches.push(...(await askNext(lane.port, name)));
  return { answer, outcome, breaches };
}

/** Another client, whose request travels on the same connections to Exchange. */
async function askNext(port: number, name: string): Promise<readonly string[]> {
  const client = connectRaw(port);
  client.write(request(`${ewsPath}?ask=${name}`));
  const { answers, wrong } = await finalAnswers(client, 1, limitMs);
  client.socket.destroy();
  return [...wrong, ...wrongNext(name, answers[0])];
}

interface Heard {
  readonly answers: readonly Got[];
  readonly connected: boolean;
  readonly wrong: readonly string[];
}

/** What came once there are so many whole answers, the connection ended, or there was silence. */
async function finalAnswers(client: RawClient, count: number, quietMs: number): Promise<Heard> {
  let wrong: string[] = [];
  let answers: readonly Got[] = [];
  const look = (): boolean => {
    try {
      answers = answersIn(client.received());
      return answers.filter(({ whole }) => whole).length >= count;
    } catch (error) {
      wrong = [String(error)];
      return true;
    }
  };
  for (const until = Date.now() + quietMs; !look() && !client.socket.destroyed;) {
    if (Date.now() > until) break;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  look();
  return { answers, connected: !client.socket.destroyed, wrong };
}

function outcomeOf(first: Got | undefined, connected: boolean): AnswerOutcome {
  if (first === undefined || !(first.whole || connected)) return 'cut';
  return first.status >= 502 && first.status <= 504 ? 'refused' : 'relayed';
}

function wrongFirst(
  answer: Answer,
  outcome: AnswerOutcome,
  first: Got | undefined,
  strict: Got | null,
): readonly string[] {
  const { expected } = answer;
  if (expected === 'refused' && outcome === 'relayed') return [`relayed: ${JSON.stringify(first)}`];
  if (expected === 'relayed' && outcome !== 'relayed')
    return [`${outcome}: ${String(first?.status)}`];
  if (outcome !== 'relayed' || strict === null) return [];
  // 204 and 304 have no body, whatever a parser makes of what follows (RFC 9112 6.3).
  const body = strict.status === 204 || strict.status === 304 ? '' : strict.body;
  if (first?.status === strict.status && first.body === body) return [];
  return [`${JSON.stringify(first)} instead of ${JSON.stringify(strict)}`];
}

function wrongNext(name: string, got: Got | undefined): readonly string[] {
  if (got?.whole === true && got.status === 200 && got.body === ownAnswer(name)) return [];
  return [`the ${name} request got ${JSON.stringify(got)}`];
}

/** What Node's strict client reads when it asks Exchange itself; null where that is no whole answer. */
function strictlyRead(port: number, { bytes }: Answer): Promise<Got | null> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, method: 'POST', path: hostileTarget, agent: false };
    const asked = http.request({ ...options, maxHeaderSize: 64 * 1024 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => undefined);
      answer.on('close', () => {
        const body = Buffer.concat(chunks).toString('latin1');
        resolve(answer.complete ? { status: answer.statusCode ?? 0, body, whole: true } : null);
        asked.destroy();
      });
    });
    asked.on('upgrade', (_answer, socket) => {
      socket.destroy();
      resolve(null);
    });
    asked.on('error', () => resolve(null));
    asked.setTimeout(limitMs, () => asked.destroy(new Error(`silent after ${bytes.slice(0, 40)}`)));
    asked.end();
  });
}
