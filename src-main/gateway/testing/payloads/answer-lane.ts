/** A gateway before an Exchange that says what it is told to, and clients that ask it. */
import type { Socket } from 'node:net';
import { startHarness } from '../../../testing/gateway-harness.ts';
import { findItem } from '../../../testing/http-client.ts';
import { rawUpstream, wholeAnswer } from '../../../testing/raw-upstream.ts';
import type { GatewaySettings } from '../../../../src-shared/settings/in-force.ts';
import { connectRaw } from '../raw-client.ts';
import type { RawClient } from '../raw-client.ts';
import { towards } from '../tap.ts';
import { answersIn } from './answers-read.ts';
import type { Got } from './answers-read.ts';
import { ewsPath, headed, lengthOf } from './payload.ts';

/** A guard against hanging. */
export const limitMs = 30_000;

/** A gateway before an Exchange that answers one kind of request as it is told, and every other in order. */
export interface AnswerLane {
  readonly port: number;
  readonly exchangePort: number;
  readonly say: (answer: Said) => void;
  readonly idle: () => boolean;
  readonly close: () => Promise<void>;
}

export const hostileTarget = `${ewsPath}?ask=hostile`;
export const request = (target: string): string =>
  headed(`POST ${target} HTTP/1.1`, [lengthOf(findItem)], findItem);
const ownAnswer = (name: string): string => `own answer to ${name}`;

/** What Exchange says. */
export interface Said {
  /** One character is one byte. */
  readonly bytes: string;
  /** Exchange closes behind it. */
  readonly ends: boolean;
  /** Where it pauses for a turn, so that the rest comes by itself. */
  readonly cuts?: readonly number[];
}

async function sayTo(socket: Socket, { bytes, ends, cuts = [] }: Said): Promise<void> {
  const places = [0, ...cuts, bytes.length];
  for (const [at, from] of places.slice(0, -1).entries()) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve));
    socket.write(Buffer.from(bytes.slice(from, places[at + 1]), 'latin1'));
  }
  if (ends) socket.end();
}

export async function openAnswerLane(
  change: (settings: GatewaySettings) => GatewaySettings = (settings) => settings,
): Promise<AnswerLane> {
  let next: Said | undefined;
  const exchange = await rawUpstream((socket, _count, head) => {
    const asked = /\?ask=(\w+) HTTP/.exec(head)?.[1] ?? '';
    if (asked !== 'hostile' || next === undefined) {
      socket.write(wholeAnswer(ownAnswer(asked)));
      return;
    }
    void sayTo(socket, next);
  });
  const harness = await startHarness({
    settings: (settings) => change(towards(exchange.port)(settings)),
  });
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

/** Another client, whose request travels on the same connections to Exchange. */
export async function askNext(
  port: number,
  name: string,
  closing = false,
): Promise<readonly string[]> {
  const client = connectRaw(port);
  client.write(request(`${ewsPath}?ask=${name}`));
  const { answers, wrong } = await finalAnswers(client, 1, limitMs);
  client.socket.destroy();
  return [...wrong, ...wrongNext(name, answers[0], closing)];
}

export interface Heard {
  readonly answers: readonly Got[];
  readonly connected: boolean;
  readonly wrong: readonly string[];
}

/** What came once there are so many whole answers, the connection ended, or there was silence. */
export async function finalAnswers(
  client: RawClient,
  count: number,
  quietMs: number,
): Promise<Heard> {
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

/** By the texts of the gateway's own answers (`reason-texts.ts`), each of which ends with the id of the request. */
export const isOwnFailure = ({ status, body, whole }: Got): boolean =>
  whole && [502, 504].includes(status) && / Request [0-9a-f-]{36}\.\n?$/.test(body);

/**
 * @param closing Exchange closes connections without having said so: a request that was written meanwhile is lost, and is
 *   not sent twice.
 */
export function wrongNext(name: string, got: Got | undefined, closing = false): readonly string[] {
  if (closing && got !== undefined && isOwnFailure(got)) return [];
  if (got?.whole === true && got.status === 200 && got.body === ownAnswer(name)) return [];
  return [`the ${name} request got ${JSON.stringify(got)}`];
}

/** One that leaves challenges as they are: what the gateway says must be what Exchange said. */
export const openFuzzLane = (): Promise<AnswerLane> =>
  openAnswerLane((settings) => ({
    ...settings,
    vendor: { ...settings.vendor, removeUnsupportedAuth: false },
  }));
