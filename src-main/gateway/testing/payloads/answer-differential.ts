/**
 * Holds what a client of the gateway got against what Node's client reads in Exchange's own bytes: the same status, the same
 * end-to-end lines, the same body, whole or broken off alike; or a 502, or a cut connection. And whoever asks next gets an
 * answer of its own.
 */
import { connectRaw, eventually } from '../raw-client.ts';
import {
  askNext,
  finalAnswers,
  hostileTarget,
  isOwnFailure,
  limitMs,
  request,
  wrongNext,
} from './answer-lane.ts';
import type { AnswerLane } from './answer-lane.ts';
import type { FuzzedAnswer } from './answer-mutations.ts';
import { readAsClient } from './answer-reference.ts';
import type { Reference, ReferenceAnswer } from './answer-reference.ts';
import type { Got } from './answers-read.ts';
import { ewsPath } from './payload.ts';

export interface FuzzVerdict {
  readonly answer: FuzzedAnswer;
  readonly outcome: 'relayed' | 'cut' | 'refused';
  readonly breaches: readonly string[];
}

/** All answers, on several lanes at a time, in their order. */
export async function judgeFuzzed(
  answers: readonly FuzzedAnswer[],
  lanes: readonly AnswerLane[],
): Promise<readonly FuzzVerdict[]> {
  const verdicts: FuzzVerdict[] = [];
  let next = 0;
  const work = async (lane: AnswerLane): Promise<void> => {
    for (let at = next++; at < answers.length; at = next++) {
      const answer = answers[at];
      if (answer !== undefined) verdicts[at] = await judgeOne(answer, lane);
    }
  };
  await Promise.all(lanes.map(work));
  return verdicts;
}

async function judgeOne(answer: FuzzedAnswer, lane: AnswerLane): Promise<FuzzVerdict> {
  const reference = await readAsClient(answer.bytes);
  // Pauses lie within the answer: what comes behind it by itself may come when somebody else has asked already.
  const length = reference.wholeAt ?? answer.bytes.length;
  const cuts = answer.cuts.map((share) => Math.floor(share * length));
  // What is not whole without an end would only be waited for.
  const ends = answer.ends || reference.wholeAt === null;
  lane.say({ bytes: answer.bytes, cuts, ends });
  const client = connectRaw(lane.port);
  client.write(request(hostileTarget));
  const { answers, wrong, connected } = await finalAnswers(client, 1, limitMs);
  const [got] = answers;
  const { outcome, breaches } = judgedBy(answer.bytes, reference, got);
  const later: string[] = [];
  if (connected && got?.whole === true) {
    client.write(request(`${ewsPath}?ask=second`));
    const after = await finalAnswers(client, 2, limitMs);
    later.push(...after.wrong, ...wrongNext('second', after.answers[1], ends));
  }
  client.socket.destroy();
  await eventually(lane.idle, answer.name, limitMs);
  later.push(...(await askNext(lane.port, 'third', ends)));
  return { answer, outcome, breaches: [...wrong, ...breaches, ...later] };
}

/** What is wrong with one, in characters that every report takes. */
export function toldOf({ answer, breaches }: FuzzVerdict): readonly string[] {
  const told = `${answer.name}: ${breaches.join('; ')} ${JSON.stringify(answer.bytes)}`;
  const printable = told.replace(
    /[^\x20-\x7e]/g,
    (odd) => `\\x${odd.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return breaches.length === 0 ? [] : [printable];
}

function judgedBy(
  bytes: string,
  reference: Reference,
  got: Got | undefined,
): Pick<FuzzVerdict, 'outcome' | 'breaches'> {
  if (got === undefined) return { outcome: 'cut', breaches: [] };
  if (isOwnFailure(got)) {
    const { answer } = reference;
    const unjust =
      isAsStrict && answer?.whole === true && !mayBeRefused(bytes, answer, reference.informational);
    return { outcome: 'refused', breaches: unjust ? [`refused: ${JSON.stringify(answer)}`] : [] };
  }
  return { outcome: got.whole ? 'relayed' : 'cut', breaches: differences(got, reference.answer) };
}

function differences(got: Got, expected: ReferenceAnswer | null): readonly string[] {
  if (expected === null) return [`relayed what nobody else reads: ${JSON.stringify(got)}`];
  const [line = '', ...lines] = got.head.split('\r\n');
  const bodyless = expected.status === 204 || expected.status === 304;
  const body = bodyless ? '' : expected.body;
  const sameBody = got.whole ? got.body === body : body.startsWith(got.body);
  const told = (what: string, is: unknown, should: unknown): string =>
    `${what} ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`;
  const start = `HTTP/1.1 ${String(expected.status)} ${expected.reason}`;
  const endToEnd = withoutHops(expected.lines).map(([name, value]) => `${name}: ${value}`);
  const passed = lines.filter((each) => !framing.test(each));
  const kept = endToEnd.filter((each) => !framing.test(each));
  return [
    ...(line === start ? [] : [told('first line', line, start)]),
    ...(passed.join('\n') === kept.join('\n') ? [] : [told('lines', passed, kept)]),
    ...(sameBody ? [] : [told('body', got.body, body)]),
    // A body that nobody is sent may break off unseen.
    ...(got.whole && !expected.whole && !bodyless ? ['whole, though Exchange broke off'] : []),
    ...(bodyless && lines.some((each) => framing.test(each)) && expected.status === 204
      ? ['a 204 that announces a body']
      : []),
  ];
}

const framing = /^(?:content-length|transfer-encoding|connection):/i;
const hops =
  /^(?:connection|keep-alive|proxy-connection|proxy-authenticate|proxy-authorization|te|trailer|transfer-encoding|upgrade)$/i;

function withoutHops(lines: ReferenceAnswer['lines']): ReferenceAnswer['lines'] {
  const named = lines
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((each) => each.trim());
  return lines.filter(([name]) => !hops.test(name) && !named.includes(name.toLowerCase()));
}

/** Node 18 has a parser that lets much pass which later ones refuse. */
const isAsStrict = Number((process.versions['llhttp'] ?? '0').split('.')[0]) >= 8;

/** Before a start line; a server may pass over an empty line there, nobody else (RFC 9112 2.2). */
const lineEndFirst = /(?:^|\r\n\r\n)[\r\n]+HTTP\//;

/** What one reader takes and another need not: refused on purpose (facts: ews 6.2, "response side"). */
function mayBeRefused(bytes: string, answer: ReferenceAnswer, informational: number): boolean {
  const { version, status, reason, lines } = answer;
  const codings = lines.filter(([name]) => name.toLowerCase() === 'transfer-encoding');
  const chunked = codings.length === 1 && codings[0]?.[1].toLowerCase() === 'chunked';
  return (
    informational > 16 ||
    status < 200 ||
    lineEndFirst.test(bytes) ||
    /\r(?!\n)/.test(bytes) ||
    !['1.0', '1.1'].includes(version) ||
    /[^\t\x20-\x7e\x80-\xff]/.test(reason) ||
    (codings.length > 0 && (!chunked || version === '1.0'))
  );
}
