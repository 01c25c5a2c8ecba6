/** A host that keeps a world in memory. Params and answers are checked against the contract's schemas. */
import type { Page } from '@playwright/test';
import type { Certificates } from '../../src-shared/certificates.ts';
import type { Version } from '../../src-shared/contract/calls.ts';
import type { ImpactReport } from '../../src-shared/contract/policies.ts';
import { windowCalls, windowEvents } from '../../src-shared/contract/window.ts';
import type {
  FormSetting,
  GatewayView,
  Outage,
  Overview,
  StoredEvent,
  WindowAnswer,
  WindowCallName,
  WindowEvent,
  WindowEventName,
  WindowFacts,
  WindowParams,
} from '../../src-shared/contract/window.ts';
import type { DeviceRow } from '../../src-shared/contract/devices.ts';
import type { EnsStory } from '../../src-shared/ens-story.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import type { Problem } from '../../src-shared/errors.ts';
import type { BlockedClient, LogFilter } from '../../src-shared/events.ts';
import type { HeldSecret } from '../../src-shared/secrets.ts';
import { isHot } from '../../src-shared/settings/mem-entry.ts';
import { headerAnswers } from './fake-find-header.ts';
import * as samples from './samples.ts';

type CertificateCall = 'certificates' | 'renewCertificates' | 'trustCertificate';

export interface World {
  facts: WindowFacts;
  view: GatewayView;
  events: StoredEvent[];
  clients: BlockedClient[];
  overview: Overview;
  /** The figures of test mode. */
  wouldBlock: Overview;
  settings: FormSetting[];
  problems: WindowAnswer<'settings'>['problems'];
  history: Version[];
  outages: Outage[];
  /** How long a restart says that it took, and what it cut. */
  restartMs: number;
  cutStreams: number;
  /** Ports that another process has. */
  taken: readonly number[];
  /** By the name of the file; others are missing. */
  deviceFiles: Readonly<Record<string, number>>;
  soundVersion: number | null;
  /** What the next `set`, `start` or `explore` answers instead of doing it. */
  refuse: Partial<
    Record<
      | 'set'
      | 'start'
      | 'restart'
      | 'explore'
      | 'checks'
      | 'kerberosTest'
      | 'setSecret'
      | CertificateCall,
      Problem[]
    >
  >;
  /** What the doctor finds; a check that is not named is fine. */
  checks: samples.Findings;
  checkMs: number;
  certificates: Certificates;
  /** What a server shows. */
  probe: samples.Probe;
  secrets: readonly HeldSecret[];
  /** Without a change, and with one. */
  impact: { readonly none: ImpactReport; readonly some: ImpactReport };
  directory: readonly DeviceRow[];
  story: EnsStory;
}

export function world(parts: Partial<World> = {}): World {
  return {
    facts: samples.facts,
    view: samples.running(),
    events: samples.events(400),
    clients: samples.clients,
    overview: samples.overview,
    wouldBlock: samples.overview,
    settings: samples.settings(),
    problems: [],
    history: [],
    outages: [],
    restartMs: 214,
    cutStreams: 0,
    taken: [],
    deviceFiles: { 'devices.json': 12410 },
    soundVersion: 12,
    refuse: {},
    checks: samples.findings,
    checkMs: 20,
    certificates: samples.certificates,
    probe: samples.unknownProbe,
    secrets: [],
    impact: { none: samples.noImpact, some: samples.someImpact },
    directory: samples.directory,
    story: samples.story,
    ...parts,
  };
}

type Answers = {
  readonly [Name in WindowCallName]: (
    params: WindowParams<Name>,
  ) => WindowAnswer<Name> | Promise<WindowAnswer<Name>>;
};

function matches({ event }: StoredEvent, filter: LogFilter): boolean {
  const { verdict, reason, status, operation, user, since, text } = filter;
  const all = JSON.stringify(event).toLowerCase();
  return (
    (verdict === undefined || event.verdict === verdict) &&
    (reason === undefined || event.reason === reason) &&
    (status === undefined || event.status === status) &&
    (operation === undefined || event.operation === operation) &&
    (user === undefined || event.user === user) &&
    (since === undefined || event.at >= since) &&
    (text === undefined || all.includes(text.toLowerCase()))
  );
}

/** Whose page it is: the bridge in it stays, and one test after the other has a host behind it. */
const hosts = new WeakMap<Page, FakeHost>();

export class FakeHost {
  readonly world: World;
  readonly called: { name: string; params: unknown }[] = [];
  following: LogFilter | null = null;
  private turn = 0;
  private page: Page | null = null;
  /** Calls that wait for their answer. */
  private open = 0;
  private greeted = false;
  private held = Promise.resolve();

  constructor(parts: Partial<World> = {}) {
    this.world = world(parts);
  }

  /** Before the page is opened: puts the bridge into it, or takes the place of the host that it had. */
  async attach(page: Page): Promise<void> {
    this.page = page;
    const isNew = !hosts.has(page);
    hosts.set(page, this);
    if (!isNew) return;
    await page.exposeFunction('fakeCall', (name: WindowCallName, params: unknown) =>
      hosts.get(page)?.answer(name, params),
    );
    // Playwright's own clock evaluates text, which the policy of the page reports.
    await page.addInitScript(`
      const RealDate = Date;
      globalThis.Date = class extends RealDate {
        constructor(...parts) {
          if (parts.length === 0) super(${String(samples.now)});
          else super(...parts);
        }
        static now() {
          return ${String(samples.now)};
        }
      };
      const names = ${JSON.stringify(Object.keys(windowEvents))};
      const listeners = Object.fromEntries(names.map((name) => [name, new Set()]));
      window.fakeEmit = (name, event) => listeners[name].forEach((each) => each(event));
      window.sallyport = {
        call: (name, params) => window.fakeCall(name, params),
        on: (name, listener) => {
          listeners[name].add(listener);
          if (name === 'gateway') window.fakeCall('hello', {});
          return () => listeners[name].delete(listener);
        },
      };
    `);
  }

  async emit<Name extends WindowEventName>(name: Name, event: WindowEvent<Name>): Promise<void> {
    const checked = windowEvents[name].parse(event);
    // What a host of before still has to say is for a page that is gone.
    if (this.page === null || hosts.get(this.page) !== this) return;
    await this.page.evaluate(
      `window.fakeEmit(${JSON.stringify(name)}, ${JSON.stringify(checked)})`,
    );
  }

  /** What happens now, to a page that follows. */
  happens(...events: StoredEvent[]): Promise<void> {
    return this.emit('log', { turn: this.turn, events });
  }

  /** The journal cannot be read for now, by a page that follows it. */
  blind(failure: Problem[]): Promise<void> {
    return this.emit('log', { turn: this.turn, events: [], failure });
  }

  async show(view: GatewayView): Promise<void> {
    this.world.view = view;
    await this.emit('gateway', view);
  }

  /**
   * The page knows of the gateway, has all its answers and asks nothing more: its lists stay as they are. A page that
   * was just opened asks for its log twice, since what it shows depends on the mode.
   */
  async settled(): Promise<void> {
    const frames = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`;
    for (let asked = -1; !this.greeted || this.open > 0 || asked !== this.called.length;) {
      asked = this.called.length;
      await this.page?.evaluate(`${frames}.then(() => undefined)`);
    }
  }

  /** A restart takes until the function is called that this gives. */
  holdRestart(): () => void {
    let release = () => {};
    this.held = new Promise((resolve) => (release = resolve));
    return release;
  }

  private async answer(name: WindowCallName | 'hello', params: unknown): Promise<unknown> {
    if (name === 'hello') {
      await this.emit('gateway', this.world.view);
      this.greeted = true;
      return null;
    }
    this.open += 1;
    try {
      return await this.reply(name, params);
    } finally {
      this.open -= 1;
    }
  }

  private async reply(name: WindowCallName, params: unknown): Promise<unknown> {
    const { params: wanted, result } = windowCalls[name];
    const given = wanted.parse(params);
    this.called.push({ name, params: given });
    try {
      const run = this.answers[name] as (params: unknown) => unknown;
      return { ok: true, value: result.parse(await run(given)) };
    } catch (error) {
      if (error instanceof SallyportError) return { ok: false, problems: error.problems };
      throw error;
    }
  }

  private changeCertificates(parts: Partial<Certificates>): void {
    this.world.certificates = { ...this.world.certificates, ...parts };
  }

  private refused(what: keyof World['refuse']): void {
    const { [what]: problems, ...others } = this.world.refuse;
    this.world.refuse = others;
    if (problems !== undefined) throw new SallyportError(problems);
  }

  private readonly answers: Answers = {
    explore: () => {
      this.refused('explore');
      return {};
    },
    freePort: ({ from }) => {
      const saved = Number(this.world.settings.find(({ key }) => key === 'listener.port')?.saved);
      let port = from ?? saved + 1;
      while (this.world.taken.includes(port)) port += 1;
      return { port };
    },
    deviceFile: ({ name }) => {
      const path = `${this.world.facts.home}/config/${name}`;
      const devices = this.world.deviceFiles[name] ?? null;
      return { path, devices, problems: devices === null ? [samples.missingFeed(path)] : [] };
    },
    soundVersion: () => ({ version: this.world.soundVersion }),
    facts: () => this.world.facts,
    events: ({ filter, limit, beforeId = Infinity }) =>
      this.world.events
        .filter((row) => row.id < beforeId && matches(row, filter))
        .slice(-limit)
        .reverse(),
    followLog: ({ filter, turn }) => {
      this.following = filter;
      this.turn = turn;
      return {};
    },
    overview: ({ verdict }) =>
      verdict === 'blocked' ? this.world.overview : this.world.wouldBlock,
    settings: () => ({ settings: this.world.settings, problems: this.world.problems }),
    testHost: ({ hostAndPort }) => samples.hostChecks(hostAndPort),
    start: async () => {
      this.refused('start');
      await this.show(samples.running());
      return {};
    },
    exportLog: () => ({ saved: true }),
    outages: () => [...this.world.outages],
    status: () => samples.status(),
    restart: async () => {
      this.refused('restart');
      if (this.world.view.kind !== 'running') {
        throw new SallyportError([problem('NOT_RUNNING', 'No gateway runs on this home.')]);
      }
      await this.held;
      this.world.settings = this.world.settings.map((each) => ({ ...each, inForce: each.saved }));
      const at = new Date(samples.now).toISOString();
      const toll = { failed: 0, cutStreams: this.world.cutStreams, finishing: 0 };
      const done = { generation: 8, durationMs: this.world.restartMs, ...toll };
      await this.show(samples.running({ generation: 8, since: at, lastRestart: { at, ...done } }));
      return done;
    },
    stop: async () => {
      await this.show({ kind: 'stopped' });
      return {};
    },
    check: () => ({ ok: true, errors: [] }),
    set: ({ changes }) => {
      this.refused('set');
      this.world.settings = this.world.settings.map((each) => {
        if (!Object.hasOwn(changes, each.key)) return each;
        const saved = changes[each.key] ?? null;
        return { ...each, saved, inForce: isHot(each.key) ? saved : each.inForce };
      });
      return { changed: true, version: 13, pending: [], warnings: [] };
    },
    history: () => this.world.history,
    rollback: () => ({ changed: true, version: 13, pending: [], warnings: [] }),
    blocked: () => this.world.clients,
    why: (whom) => samples.explanation(whom),
    impact: ({ changes }) =>
      Object.keys(changes).length === 0 ? this.world.impact.none : this.world.impact.some,
    override: (request) => {
      if (request.action === 'allow') this.world.clients = this.world.clients.slice(1);
      const at = new Date(samples.now).toISOString();
      return {
        override: { ...request, at, by: 'admin' },
        replaced: null,
        cut: request.action === 'block' ? 2 : 0,
        warnings: [],
      };
    },
    unset: () => ({ removed: 1, cut: 0, warnings: [] }),
    secrets: () => [...this.world.secrets],
    setSecret: ({ name }) => {
      this.refused('setSecret');
      const setAt = new Date(samples.now).toISOString();
      const held = { name, protector: 'system' as const, setAt };
      this.world.secrets = [...this.world.secrets.filter((each) => each.name !== name), held];
      return { ...held, effect: 'restart' };
    },
    removeSecret: ({ name }) => {
      this.world.secrets = this.world.secrets.filter((each) => each.name !== name);
      return { removed: true, effect: 'restart' };
    },
    certificates: () => {
      this.refused('certificates');
      return this.world.certificates;
    },
    renewCertificates: () => {
      this.refused('renewCertificates');
      const { listener } = this.world.certificates;
      const inForce = listener.chain[0] ?? null;
      this.changeCertificates({ listener: { ...listener, inForce }, waits: [] });
      return { generation: 8, durationMs: 12, failed: 0, cutStreams: 0, finishing: 0 };
    },
    probeServer: ({ hostAndPort }) => ({ ...this.world.probe, server: hostAndPort }),
    trustCertificate: ({ fingerprint }) => {
      this.refused('trustCertificate');
      const name = 'mail.corp.example-4f0a9c11d27e63b8.pem';
      const { exchange } = this.world.certificates;
      const certificates = this.world.probe.chain.filter(
        (each) => each.fingerprint === fingerprint,
      );
      const files = [...exchange.files, { name, certificates, removable: true }];
      this.changeCertificates({ exchange: { ...exchange, files } });
      this.world.probe = { ...this.world.probe, fault: null, offers: [] };
      return { file: name, inForce: true, warnings: [] };
    },
    untrustCertificate: ({ file }) => {
      const { exchange } = this.world.certificates;
      const files = exchange.files.filter(({ name }) => name !== file);
      this.changeCertificates({ exchange: { ...exchange, files } });
      const kept = `${this.world.facts.home}/state/untrusted/${file}`;
      return { kept, inForce: true, warnings: [] };
    },
    checks: () => {
      this.refused('checks');
      return samples.checkList;
    },
    runCheck: async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, this.world.checkMs));
      return samples.checkResult(this.world.checks, id);
    },
    kerberosTest: ({ user }) => {
      this.refused('kerberosTest');
      return samples.trial(user);
    },
    devices: (query) => samples.findDevices(this.world.directory, query),
    device: ({ id }) => {
      const row = this.world.directory.find((each) => each.id === id);
      if (row === undefined) return { device: null };
      const { verdict, reason } = row;
      const told = samples.explanation({ user: row.users[0], device: id });
      return { device: { row, explanation: { ...told, verdict, reason } } };
    },
    standings: () => [],
    adminActions: () => [...samples.adminActions],
    deviceActivity: () => samples.activity,
    ensStory: ({ user }) => ({
      names: [user],
      story: this.world.story,
      now: samples.explanation({ user }),
    }),
    exportDevices: () => ({ saved: true }),
    syncNow: () => ({
      ...{ state: 'bulk', lastBulkAt: null, lastDeltaAt: null, nextAt: null, bulks: 0 },
      ...{ devices: null, withoutEasId: null, sharedEasIds: null, problem: null },
    }),
    redirects: () => [],
    held: () => [],
    confirmHeld: () => ({ confirmed: true }),
    clearRedirects: () => ({ removed: 0 }),
    ...headerAnswers(),
  };
}
