/**
 * One request and its answer: what is known of it, and its line in the journal.
 *
 * The journal line is written when the transaction is over, or after a second for what stays open
 * (streams, long polls), and then once more at the end under the same number.
 */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Generation } from './generation.ts';
import type { Reading } from './reading.ts';
import { settle } from './settle.ts';
import type { FinishedRequest, GatewayHost } from './types.ts';
import type { ServerExchange } from '../http/exchange.ts';
import { firstValue } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';
import { clip } from '../../src-shared/clip.ts';
import type { Decision, Identity, Proof, Reason, Verdict } from '../../src-shared/decision.ts';
import type { AnsweredBy, Authentication, JournalEvent } from '../../src-shared/events.ts';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';

/** What the journal will say, filled in on the way. */
export interface Facts {
  protocol: JournalEvent['protocol'];
  operation: string | null;
  identity: Identity | null;
  proof: Proof;
  authentication: Authentication;
  verdict: Verdict;
  reason: Reason;
  devices: Decision['devices'];
  answeredBy: AnsweredBy;
  bytesIn: number;
  bytesOut: number;
  remarks: string[];
}

/** Marks on the monotonic clock, milliseconds. */
interface Marks {
  readonly arrived: number;
  decided: number | null;
  connected: number | null;
  answered: number | null;
}

/** Work that somebody waits for. */
export interface UnderWay {
  /** Looked at twice a second. @param now on the monotonic clock, milliseconds */
  readonly tick: (now: number) => void;
  readonly stop: () => void;
}

/** How a transaction begins. */
export interface Arrival {
  readonly exchange: ServerExchange;
  /** Address of the peer, or of the one that a load balancer names. */
  readonly client: string;
  readonly generation: Generation;
  readonly host: GatewayHost;
}

export class Transaction implements Arrival, FinishedRequest {
  readonly exchange: ServerExchange;
  readonly client: string;
  readonly generation: Generation;
  readonly host: GatewayHost;
  readonly facts: Facts = {
    protocol: 'other',
    operation: null,
    identity: null,
    proof: 'claimed',
    authentication: 'none',
    verdict: 'blocked',
    reason: 'REQUEST_MALFORMED',
    devices: [],
    answeredBy: 'none',
    bytesIn: 0,
    bytesOut: 0,
    remarks: [],
  };
  readonly marks: Marks = {
    arrived: performance.now(),
    decided: null,
    connected: null,
    answered: null,
  };
  /** Set once the request has been read. */
  reading: Reading | null = null;
  /** Under which its credential is remembered once Exchange accepts it (`identify/proof.ts`). */
  proofName: string | null = null;
  /** The user of the client certificate; null: none is asked for, or none was brought. */
  certificateUser: string | null = null;
  /** A trusted notification service (`compliance.ens.sources`, `.certificates`). */
  fromEns = false;
  /** Streams and long polls: they may last, and a restart gives them more time. */
  lasting = false;
  /** The server of Exchange that was asked last, perhaps one that it named itself. */
  asked: UpstreamAddress | null = null;
  /** Nothing more can be spared (`settle.ts`). */
  settled = false;
  /** Among those that are open (`open-transactions.ts`). */
  place = 0;
  /** What it waits for: the beginning of its body, or Exchange. */
  underWay: UnderWay | null = null;
  #number: { readonly seq: number; readonly at: Date } | null = null;
  #recorded = false;
  #id: string | null = null;

  constructor(arrival: Arrival) {
    this.exchange = arrival.exchange;
    this.client = arrival.client;
    this.generation = arrival.generation;
    this.host = arrival.host;
  }

  /** Made when it is asked for first: what Node returns consists of some twenty strings until it is read. */
  get id(): string {
    this.#id ??= randomUUID();
    return this.#id;
  }

  get method(): string {
    return this.exchange.head.method;
  }

  get target(): string {
    return this.exchange.head.target;
  }

  get route(): string | null {
    return this.reading?.route.name ?? null;
  }

  get stored(): boolean {
    return this.#number !== null;
  }

  get lines(): readonly HeaderLine[] {
    return this.exchange.head.lines;
  }

  /** The decision is taken: from here on the transaction has its number. */
  decided(verdict: Verdict, reason: Reason, devices: Decision['devices'] = []): void {
    this.#number ??= { seq: this.host.journal.nextSeq(), at: this.host.now() };
    this.marks.decided ??= performance.now();
    this.facts.verdict = verdict;
    this.facts.reason = reason;
    this.facts.devices = devices;
  }

  remark(text: string): void {
    if (!this.facts.remarks.includes(text)) this.facts.remarks.push(text);
  }

  /** Writes the line of a transaction that stays open, once, and makes it small. */
  recordOpen(): void {
    if (!this.#recorded && this.#number !== null) this.#record(this.#number);
    settle(this);
  }

  /** The answer is over, whole or cut. */
  end(): void {
    if (!this.exchange.headSent) this.facts.answeredBy = 'none';
    const event = this.#number === null ? null : this.#record(this.#number);
    const { finished } = this.host;
    if (finished === undefined) return;
    // A refusal that is only counted has no number.
    finished(event ?? eventOf(this, { seq: 0, at: this.host.now() }), this);
  }

  #record(number: { readonly seq: number; readonly at: Date }): JournalEvent {
    this.#recorded = true;
    const event = eventOf(this, number);
    this.host.journal.record(event);
    return event;
  }
}

function eventOf(transaction: Transaction, number: { seq: number; at: Date }): JournalEvent {
  const { facts, marks, exchange } = transaction;
  const { identity } = facts;
  const span = (from: number | null, to: number | null): number | null =>
    from === null || to === null ? null : Math.round((to - from) * 1000) / 1000;
  return {
    seq: number.seq,
    at: number.at.toISOString(),
    requestId: transaction.id,
    protocol: facts.protocol,
    operation: clipped(facts.operation),
    user: clipped(identity?.user ?? null),
    mailbox: clipped(identity?.mailbox ?? null),
    identity: facts.proof,
    devices: facts.devices.map(({ id, verdict }) => ({ id: clip(id), verdict })),
    deviceType: clipped(identity?.deviceType ?? null),
    userAgent: clipped(firstValue(transaction.lines, 'user-agent')),
    client: transaction.client,
    verdict: facts.verdict,
    reason: facts.reason,
    status: exchange.status,
    answeredBy: facts.answeredBy,
    authentication: facts.authentication,
    hopsMs: {
      decide: span(marks.arrived, marks.decided),
      connect: span(marks.decided, marks.connected),
      exchange: span(marks.connected, marks.answered),
      total: span(marks.arrived, performance.now()),
    },
    bytesIn: facts.bytesIn,
    bytesOut: facts.bytesOut,
    remark: facts.remarks.length === 0 ? null : facts.remarks.join('; '),
  };
}

function clipped(text: string | null): string | null {
  return text === null ? null : clip(text);
}
