/**
 * The gateway: what lives as long as the process (listener, proofs, open transactions) and the one
 * place where generations change.
 */
import { performance } from 'node:perf_hooks';
import { reviewCertificates } from './certificate.ts';
import { cutFor, reconsider } from './cut.ts';
import { createDoor } from './door.ts';
import type { Door } from './door.ts';
import { drainListener } from './drain-listener.ts';
import { Expiry } from './expiry.ts';
import { buildGeneration } from './generation.ts';
import type { Generation } from './generation.ts';
import { handle } from './handle.ts';
import { plainAddress } from './identify/addresses.ts';
import { clientOf } from './identify/forwarded.ts';
import { openListener, sameSocket, tlsProblem } from './listener.ts';
import type { Listener } from './listener.ts';
import { mayStay } from './pinning.ts';
import type { Shared } from './reading.ts';
import { RestartCost } from './restart-cost.ts';
import { retire } from './retire.ts';
import type { Retired } from './retire.ts';
import { closeShared, createShared, letGo, serve } from './shared.ts';
import { Transaction } from './transaction.ts';
import { keepUp } from './upkeep.ts';
import { whileTrue } from './while-true.ts';
import type { ServerExchange } from '../http/exchange.ts';
import type { ServerConnection } from '../http/server-connection.ts';
import type {
  Gateway,
  GatewayHost,
  GatewayStatus,
  MovedDevice,
  OpenGateway,
  Refused,
  Restarted,
} from './types.ts';
import type { RevocationListState } from '../../src-shared/certificates.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type {
  ComplianceSettings,
  GatewaySettings,
  KcdSecret,
} from '../../src-shared/settings/in-force.ts';

/** More older generations than this would mean that restarts come faster than streams may end. */
const maxRetired = 2;
/** How long a closed gateway waits for clients to take what it said last. */
const flushMilliseconds = 1000;

export const openGateway: OpenGateway = async (settings, host) => {
  const gateway = new GatewayProcess(settings, host);
  const opened = await gateway.open();
  if (!opened.ok) return opened;
  const { url, port } = opened.value;
  return success({ gateway, listening: { url, port, generation: 1 } }, opened.warnings);
};

class GatewayProcess implements Gateway {
  readonly #host: GatewayHost;
  readonly #shared: Shared;
  /** Counts across listeners: connections of one before are connections all the same. */
  readonly #door: Door;
  #current: Generation;
  #retired: readonly Retired[] = [];
  readonly #cost = new RestartCost();
  #listener: Listener | null = null;
  /** Listeners of before, whose connections have not all ended. */
  readonly #draining = new Set<Listener>();
  /** Restarts and the end go one after the other: each builds on what the one before left. */
  #turn: Promise<unknown> = Promise.resolve();
  #sweep: NodeJS.Timeout | null = null;
  readonly #expiry: Expiry;

  constructor(settings: GatewaySettings, host: GatewayHost) {
    this.#host = host;
    this.#expiry = new Expiry(host, () => this.reconsider());
    this.#shared = createShared(host, this.#reviewCertificates);
    this.#door = createDoor(host.log, () => host.now().getTime());
    this.#current = buildGeneration(1, settings, host.now());
    serve(this.#shared, this.#current, []);
  }

  async open(): Promise<Result<Listener>> {
    const opened = await this.#openListener(this.#current.settings);
    if (!opened.ok) {
      this.#current.close();
      this.#shared.clients.close();
      return opened;
    }
    this.#listener = opened.value;
    this.#sweep = keepUp(this.#shared, {
      open: () => this.#open(),
      reviewCertificates: this.#reviewCertificates,
    });
    this.#expiry.await();
    return opened;
  }

  status = (): GatewayStatus => {
    const open = this.#open();
    const { settings, number, since } = this.#current;
    return {
      generation: number,
      since: since.toISOString(),
      url: this.#listener?.url ?? '',
      mode: settings.compliance.policies.mode,
      requests: open.filter(({ lasting }) => !lasting).length,
      streams: open.filter(({ lasting }) => lasting).length,
      connections: this.#listener?.connections() ?? 0,
      noMethodLeft: this.#shared.noMethodLeft.all(),
      upstreams: this.#current.upstreams().map(({ circuit }) => circuit.status()),
      lastRestart: this.#cost.last(this.#older),
    };
  };

  problems = (): readonly Problem[] => this.#shared.clients.problems();

  refused = (): Refused => ({
    requests: this.#shared.refusals.counts(),
    connections: this.#door.turnedAway(),
  });

  get #older(): readonly Generation[] {
    return this.#retired.map(({ generation }) => generation);
  }

  restart = (settings: GatewaySettings): Promise<Result<Restarted>> => {
    return this.#inTurn(() => this.#restart(settings));
  };

  async #restart(settings: GatewaySettings): Promise<Result<Restarted>> {
    const began = performance.now();
    const before = this.#listener;
    if (before === null) return failure(problem('NOT_RUNNING', 'The gateway is closed.'));
    const listener = await this.#nextListener(before, settings);
    if (!listener.ok) return listener;

    const old = this.#current;
    this.#cost.begin();
    this.#current = buildGeneration(old.number + 1, settings, this.#host.now());
    this.#listener = listener.value;
    serve(this.#shared, this.#current, [old, ...this.#older]);
    const asking = this.#shared.clients.asking();
    listener.value.adopt(settings.listener, asking);
    if (listener.value !== before) this.#drainListener(before, settings, this.#cost);
    this.#shared.noMethodLeft.clear();
    this.#retire(old);
    this.reconsider();
    this.#reviewCertificates();
    const { number, since } = this.#current;
    const durationMs = Math.round((performance.now() - began) * 100) / 100;
    this.#cost.done({ at: since.toISOString(), generation: number, durationMs });
    const { url, port } = listener.value;
    return success({ url, port, generation: number, durationMs, ...this.#cost.toll(this.#older) });
  }

  reconsider = (): number => {
    const { policies } = this.#current.settings.compliance;
    if (this.#listener !== null) this.#expiry.await();
    return this.#open().filter((transaction) => reconsider(transaction, policies)).length;
  };

  judgeBy = (compliance: ComplianceSettings): number => {
    const generations = [this.#current, ...this.#older];
    for (const generation of generations) {
      generation.adopt(compliance);
      this.#shared.pins.leave(generation, (pin) => !mayStay(pin, generation.settings));
    }
    return this.reconsider();
  };

  readonly #reviewCertificates = (): void => {
    const { clientCertificates: settings } = this.#current.settings;
    const listeners = [this.#listener, ...this.#draining];
    const { clients } = this.#shared;
    reviewCertificates({ open: this.#open(), listeners, clients, settings });
  };

  moves = (): readonly MovedDevice[] => this.#shared.moves.list(this.#host.now().getTime());

  revocationLists = (): readonly RevocationListState[] => this.#shared.clients.lists();

  renewSecret = (secret: KcdSecret): void => this.#shared.kerberos.renew(secret);

  clearMoves = (): number => this.#shared.moves.clear();

  close = (): Promise<void> => this.#inTurn(() => this.#close());

  async #close(): Promise<void> {
    if (this.#listener === null) return;
    const listeners = [this.#listener, ...this.#draining];
    this.#listener = null;
    for (const listener of listeners) listener.stopAccepting();
    this.#expiry.clear();
    const isOpen = (): boolean => this.#open().length > 0;
    // Nothing will serve a stream after this; its client reconnects wherever it is served next.
    for (const transaction of this.#open()) if (transaction.lasting) cutFor('stop', transaction);
    const { drainSeconds } = this.#current.settings.restart;
    await whileTrue(() => this.#open().some(({ lasting }) => !lasting), drainSeconds * 1000);
    for (const transaction of this.#open()) cutFor('stop', transaction);
    // Time for what was said last to leave.
    await whileTrue(isOpen, flushMilliseconds);
    for (const listener of listeners) listener.destroyConnections();
    // Every transaction ends, and writes its line, with its connection.
    await whileTrue(isOpen, Infinity);
    if (this.#sweep !== null) clearInterval(this.#sweep);
    await Promise.all(this.#retired.map(({ over }) => over));
    this.#current.close();
    closeShared(this.#shared);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #openListener(settings: GatewaySettings): Promise<Result<Listener>> {
    const { clientCertificates, listener } = settings;
    const unusable = tlsProblem(listener.tls, clientCertificates?.authorities ?? null);
    if (unusable !== null) return Promise.resolve(failure(unusable));
    return openListener(listener, this.#shared.clients.asking(), this.#door, {
      request: (exchange) => {
        this.#begin(exchange);
      },
      // Nothing of it can be told, so it is counted and not stored.
      refused: (address) => void this.#shared.refusals.add(address, 'REQUEST_MALFORMED'),
      bug: (connection, error) => {
        this.#bug(connection, error);
      },
      isExempt: (address) => this.#current.ensSources.has(address),
    });
  }

  /** The next listener, or the same one. The old one is touched only where the port leaves no choice. */
  async #nextListener(before: Listener, next: GatewaySettings): Promise<Result<Listener>> {
    if (sameSocket(before.settings, next.listener)) {
      const authorities = next.clientCertificates?.authorities ?? null;
      const unusable = tlsProblem(next.listener.tls, authorities);
      return unusable === null ? success(before) : failure(unusable);
    }
    const samePort = next.listener.port !== 0 && next.listener.port === before.port;
    if (!samePort) return this.#openListener(next);
    before.stopAccepting();
    const opened = await this.#openListener(next);
    if (opened.ok) return opened;
    const back = await this.#openListener(this.#current.settings);
    if (back.ok) {
      this.#listener = back.value;
      // `lastRestart` tells of the one that was done: what this one cuts stands in the journal alone.
      this.#drainListener(before, this.#current.settings, null);
    }
    return opened;
  }

  #drainListener(listener: Listener, settings: GatewaySettings, cost: RestartCost | null): void {
    this.#draining.add(listener);
    drainListener(listener, {
      ...{ restart: settings.restart, cost, open: () => this.#open() },
      over: () => this.#draining.delete(listener),
    });
  }

  #retire(old: Generation): void {
    for (const each of this.#retired) each.interrupt(this.#current.settings);
    const retired = retire(old, this.#current.settings, this.#cost, this.#shared.pins);
    this.#retired = [...this.#retired, retired];
    void retired.over.then(() => {
      this.#retired = this.#retired.filter((each) => each !== retired);
      letGo(this.#shared, old, [this.#current, ...this.#older]);
    });
    // All but the newest: one that was told to finish stays in the list until it has.
    for (const each of this.#retired.slice(0, -maxRetired)) each.finish();
  }

  #begin(exchange: ServerExchange): void {
    const generation = this.#current;
    const peer = plainAddress(exchange.connection.socket.remoteAddress);
    const client = clientOf(peer, exchange.head.lines, generation.balancers);
    const arrival = { exchange, client: client.address, generation, host: this.#host };
    const transaction = new Transaction(arrival);
    if (client.malformed) transaction.remark('FORWARDED_FOR_MALFORMED');
    generation.open.add(transaction);
    exchange.onClose = () => {
      transaction.underWay?.stop();
      transaction.end();
      generation.open.delete(transaction);
      this.#cost.over(transaction);
    };
    handle(transaction, this.#shared);
  }

  #bug(connection: ServerConnection, error: unknown): void {
    const transaction = this.#open().find(({ exchange }) => exchange.connection === connection);
    const fields = { requestId: transaction?.id ?? null, error: String(error) };
    this.#host.log.error(fields, 'request failed: bug');
  }

  #open(): readonly Transaction[] {
    return [this.#current, ...this.#older].flatMap(({ open }) => [...open]);
  }
}
