/**
 * Lets Exchange give a hostile answer and says what came of it: the client gets it as a strict reader would have got it, a
 * 502, or an end that shows that something is missing; and whoever asks next gets an answer of its own.
 */
import http from 'node:http';
import { connectRaw, eventually } from '../raw-client.ts';
import type { Answer } from './answer.ts';
import {
  askNext,
  finalAnswers,
  hostileTarget,
  limitMs,
  request,
  wrongNext,
} from './answer-lane.ts';
import type { AnswerLane } from './answer-lane.ts';
import type { Got, Read } from './answers-read.ts';
import { ewsPath } from './payload.ts';

export type AnswerOutcome = 'refused' | 'relayed' | 'cut';

export interface AnswerVerdict {
  readonly answer: Answer;
  readonly outcome: AnswerOutcome;
  readonly breaches: readonly string[];
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

/** How long silence must last where it is expected. */
const silenceMs = 60;

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
    breaches.push(...after.wrong, ...wrongNext('second', after.answers[1], answer.ends));
  }
  client.socket.destroy();
  await eventually(lane.idle, answer.name, limitMs);
  for (const name of ['third', 'fourth'])
    breaches.push(...(await askNext(lane.port, name, answer.ends)));
  return { answer, outcome, breaches };
}

function outcomeOf(first: Got | undefined, connected: boolean): AnswerOutcome {
  if (first === undefined || !(first.whole || connected)) return 'cut';
  return first.status >= 502 && first.status <= 504 ? 'refused' : 'relayed';
}

function wrongFirst(
  answer: Answer,
  outcome: AnswerOutcome,
  first: Got | undefined,
  strict: Read | null,
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

/** What Node's strict client reads when it asks Exchange itself; null where that is no whole answer. */
function strictlyRead(port: number, { bytes }: Answer): Promise<Read | null> {
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
