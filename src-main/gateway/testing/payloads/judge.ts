/**
 * Sends a payload and says what came of it. Two answers are right: the gateway refused it, or Exchange got exactly the
 * requests that were decided on, which a second strict reader finds in the same bytes. Everything else is a breach.
 */
import { connectRaw, eventually, statuses } from '../raw-client.ts';
import { towards } from '../tap.ts';
import { startHarness } from '../../../testing/gateway-harness.ts';
import { ewsPath, marker, markerTarget } from './payload.ts';
import type { Payload } from './payload.ts';
import { readStrictly } from './reference.ts';
import { answerTo, startWitness } from './witness.ts';
import type { Seen, Wire, Witness, Witnessed } from './witness.ts';

export type Outcome = 'refused' | 'relayed';

export interface Verdict {
  readonly payload: Payload;
  readonly outcome: Outcome;
  /** What is wrong, empty when all is well. */
  readonly breaches: readonly string[];
  /** What the gateway sent to Exchange for it. */
  readonly wires: readonly Wire[];
}

/** A gateway before a witness. Payloads go through it one after the other, so that what arrives is theirs. */
export interface Lane {
  readonly port: number;
  readonly witness: Witness;
  /** How many requests went to Exchange by its journal, in all. */
  readonly decided: () => number;
  /** Nothing is under way in it. */
  readonly idle: () => boolean;
  readonly close: () => Promise<void>;
}

export async function openLane(): Promise<Lane> {
  const witness = await startWitness();
  const harness = await startHarness({ settings: towards(witness.port) });
  return {
    port: harness.port,
    witness,
    decided: () => harness.events().filter(({ hopsMs }) => hopsMs.connect !== null).length,
    idle: () => {
      const { requests, connections } = harness.gateway.status();
      return requests === 0 && connections === 0;
    },
    close: async () => {
      await harness.close();
      await witness.close();
    },
  };
}

/** All payloads, on several lanes at a time, in their order. */
export async function judgeAll(
  payloads: readonly Payload[],
  lanes: readonly Lane[],
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  let next = 0;
  const work = async (lane: Lane): Promise<void> => {
    for (let at = next++; at < payloads.length; at = next++) {
      const payload = payloads[at];
      if (payload !== undefined) verdicts[at] = await judge(payload, lane);
    }
  };
  await Promise.all(lanes.map(work));
  return verdicts;
}

const fenceTarget = `${ewsPath}?fence=1`;
const served = [markerTarget, fenceTarget].map((target) => answerTo({ method: 'POST', target }));
/** How long silence must last where it is expected. */
const silenceMs = 40;
/** A guard against hanging. */
const limitMs = 30_000;

export async function judge(payload: Payload, lane: Lane): Promise<Verdict> {
  const { witness } = lane;
  witness.take();
  const decidedBefore = lane.decided();
  const sent = payload.bytes + (payload.alone ? '' : marker);
  const { received, hung } = await exchange(lane.port, sent, payload.waits);
  await settle(payload, lane);
  // What was under way when we left may come late; what came before the fence is here when the fence is.
  const fences = payload.waits ? await fence(payload, lane) : 0;
  const seen = witness.take();
  const whole = seen.requests.filter(({ complete, target }) => complete && target !== fenceTarget);
  const ofPayload = whole.filter(({ target }) => target !== markerTarget);
  const breaches = [
    ...(hung ? ['no answer, and no end'] : []),
    ...wrongOnTheWire(seen, lane.decided() - decidedBefore, statuses(received), fences),
    ...(await wrongBySecondReader(whole, sent)),
    ...(payload.expected === 'refused' && ofPayload.length > 0 ? ['relayed'] : []),
    ...(payload.expected === 'relayed' && ofPayload.length === 0 ? ['refused'] : []),
  ];
  const outcome = ofPayload.length > 0 ? 'relayed' : 'refused';
  return { payload, outcome, breaches, wires: seen.wires };
}

const settle = ({ name }: Payload, { idle, witness }: Lane): Promise<void> =>
  eventually(() => idle() && witness.open() === 0, name, limitMs);

/** Another ordinary request on a connection of its own; it is the last that arrives. */
async function fence(payload: Payload, lane: Lane): Promise<number> {
  await exchange(lane.port, marker.replace(markerTarget, fenceTarget), false);
  await settle(payload, lane);
  return 1;
}

/** Sends and listens until the gateway closed, the marker is served, or silence says that it waits. */
async function exchange(
  port: number,
  sent: string,
  waits: boolean,
): Promise<{ readonly received: string; readonly hung: boolean }> {
  const client = connectRaw(port);
  let hung = false;
  let quiet: NodeJS.Timeout | undefined;
  const listen = (): void => {
    clearTimeout(quiet);
    const received = client.received();
    if (served.some((answer) => received.includes(answer))) client.socket.destroy();
    else
      quiet = setTimeout(
        () => {
          hung = !waits;
          client.socket.destroy();
        },
        waits ? silenceMs : limitMs,
      );
  };
  client.socket.on('data', listen);
  client.write(Buffer.from(sent, 'latin1'));
  listen();
  const received = await client.closed;
  clearTimeout(quiet);
  return { received, hung };
}

const servedTargets =
  /^\/(?:EWS\/(?:Exchange\.asmx|Services\.wsdl|messages\.xsd|types\.xsd)|Microsoft-Server-ActiveSync)(?:\?|$)/;

/**
 * One that is allowed and never whole at Exchange is one that broke off; one that is whole there and never answered is one
 * whose client was cut for what it sent behind it.
 */
function wrongOnTheWire(
  { requests, faults }: Witnessed,
  decided: number,
  answers: readonly number[],
  fences: number,
): readonly string[] {
  const whole = requests.filter(({ complete }) => complete).length;
  const answered = fences + answers.filter((code) => code === 200).length;
  const undecided = requests.find(({ target }) => !servedTargets.test(target));
  return [
    ...faults.map((fault) => `Exchange could not read it: ${fault}`),
    ...(undecided === undefined ? [] : [`${undecided.target} reached Exchange`]),
    ...(requests.length > decided
      ? [`${decided} are in the journal, ${requests.length} reached Exchange`]
      : []),
    ...(answered > whole ? [`${answered} were answered, ${whole} reached Exchange`] : []),
  ];
}

/** Pipelined requests may arrive in any order, and not everything that the reader finds needs to be relayed. */
async function wrongBySecondReader(
  whole: readonly Seen[],
  sent: string,
): Promise<readonly string[]> {
  if (whole.length === 0) return [];
  let read = await readStrictly(sent);
  for (const seen of whole) {
    const found = read.find((each) => same(each, seen));
    if (found === undefined) return [`no other reader finds ${seen.method} ${seen.target}`];
    read = read.filter((each) => each !== found);
  }
  return [];
}

const same = (read: Seen, seen: Seen): boolean =>
  read.method === seen.method &&
  read.body === seen.body &&
  // The gateway sends the literal of the route.
  read.target.toLowerCase() === seen.target.toLowerCase();
