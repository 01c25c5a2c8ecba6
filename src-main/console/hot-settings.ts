/**
 * Saved settings that need no restart come into force within a second, by whomever they were saved. A configuration
 * that does not pass changes nothing, and policies that would newly block too many are held (ADR 28).
 */
import { performance } from 'node:perf_hooks';
import { MOST_SHOWN } from '../../src-shared/contract/held.ts';
import { success, type Problem, type Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import { openHeld, type Waiting } from '../compliance/held.ts';
import type { Weighed } from '../compliance/weighing.ts';
import type { Engine } from '../engine/engine.ts';
import type { HomePaths } from '../settings/home.ts';
import { hotValues, judgedAs, sameHot, withHot, type HotValues } from '../settings/hot-settings.ts';
import type { LoadContext } from '../settings/interpret.ts';
import { readSaved, type FileTexts } from '../settings/load.ts';
import { serialQueue, type SerialQueue } from '../supervisor/queue.ts';
import type { Loaded, Service } from '../supervisor/service.ts';
import { asKept, heldPoliciesFile, keptLine, keptValues } from './kept-policies.ts';

const EVERY_MS = 400;
/** What was refused may pass later without another word in the files: a certificate came, a name resolves. */
const AGAIN_MS = 10_000;
/** What cannot be measured: the whole configuration is tried each time. */
const SOON_MS = 2000;

/** `cannotSay`: nobody could be asked whom the policies would block, so they wait until somebody can. */
type Harm =
  | { readonly kind: 'harmless' }
  | { readonly kind: 'tooMany'; readonly weighed: Weighed }
  | { readonly kind: 'cannotSay'; readonly problems: readonly Problem[] };

export interface HotOptions {
  readonly paths: HomePaths;
  readonly engine: Pick<Engine, 'impact' | 'status'>;
  readonly files: SerialQueue;
  readonly log: Log;
  readonly now: () => Date;
  readonly service: Pick<Service<FileTexts>, 'inForce' | 'adopt'>;
  /** What is saved, checked as for a restart. */
  readonly load: () => Promise<Result<Loaded<FileTexts>>>;
  readonly context: () => LoadContext;
}

export interface HotSettings {
  /** Takes what is saved now. `confirmed`: of these values somebody saw whom they would block, of no others. */
  readonly look: (how?: { readonly confirmed: HotValues | null }) => Promise<void>;
  /** While a gateway runs it is looked by itself. */
  readonly follow: (running: boolean) => void;
  /** What a start or a restart takes of what is saved: held policies stay held. */
  readonly settle: (saved: Loaded<FileTexts>) => Promise<Loaded<FileTexts>>;
  readonly held: () => Waiting | null;
  readonly problems: () => readonly Problem[];
  /** In force when it resolves; false where something else waits by now. */
  readonly confirm: (since: string) => Promise<boolean>;
}

export function openHotSettings(options: HotOptions): HotSettings {
  const { paths, engine, files, log, now, service, load } = options;
  const file = heldPoliciesFile(paths);
  const held = openHeld<HotValues>({
    ...{ kind: 'policies', file, beside: paths.state, now },
    subject: () => 'A change of the policies',
    meanwhile: 'Until then the policies before it are in force.',
    kept: () => keptLine(hotValues(service.inForce()?.files ?? noFiles)),
  });
  /** What was told to wait because nobody can say whom it would block. */
  let unsaid: HotValues | null = null;
  /** Files that did not pass, and when they are tried again: monotonic, milliseconds. */
  let refused: { readonly files: FileTexts; readonly againAt: number } | null = null;

  /** @param asker one for each caller: of two questions of one asker the older is dropped unanswered */
  const weigh = async (
    { settings }: Loaded<FileTexts>,
    asker: 'saved policies' | 'policies of a restart',
  ): Promise<Harm> => {
    const { policies, ens } = settings.compliance;
    // Who turns the gate off, for whatever reason, must not have to wait for it to be well.
    if (policies.mode !== 'enforce') return { kind: 'harmless' };
    const status = await engine.status();
    if (!status.ok) return { kind: 'cannotSay', problems: status.problems };
    const { isCold, available, problems } = status.value.directory;
    // There never was a list: nobody has mail by it who could lose it.
    if (isCold) return { kind: 'harmless' };
    if (!available) return { kind: 'cannotSay', problems };
    const impact = await engine.impact({ deciding: { policies, ens }, asker });
    if (!impact.ok) return { kind: 'cannotSay', problems: impact.problems };
    if (!impact.value.tooMany) return { kind: 'harmless' };
    const { devices, newlyBlocked, of } = impact.value;
    const weighed = {
      harm: { counted: devices, blocked: newlyBlocked, wiped: 0 },
      of: of.filter(({ change }) => change === 'blocked').slice(0, MOST_SHOWN),
    };
    return { kind: 'tooMany', weighed };
  };
  /** Once for each state of the files: it is looked again and again. */
  const tellUnsaid = (values: HotValues | null, problems: readonly Problem[]): void => {
    if (sameHot(unsaid, values)) return;
    unsaid = values;
    log.warn({ problems }, 'the saved policies wait: nobody can say whom they would block');
  };
  const hold = async (values: HotValues, weighed: Weighed): Promise<void> => {
    await held.hold(values, weighed);
    for (const each of held.problems()) log.warn({ problem: each }, each.message);
  };
  const adopt = async (saved: Loaded<FileTexts>): Promise<void> => {
    const values = hotValues(saved.files);
    const adopted = await service.adopt(async (inForce, notes) => {
      const texts = withHot(inForce.files, values ?? {});
      if (!texts.ok) return texts;
      const settings = judgedAs(inForce.settings, saved.settings);
      return success({ settings, files: texts.value }, notes);
    });
    if (!adopted.ok) {
      log.warn({ problems: adopted.problems }, 'the saved policies are not in force');
      return;
    }
    await held.drop();
    log.info({}, 'the saved policies are in force');
  };
  const once = async (confirmed: HotValues | null): Promise<void> => {
    const inForce = service.inForce();
    if (inForce === null) return;
    const saved = await files.run(() => readSaved(paths));
    const values = hotValues(saved);
    if (values === null) return;
    if (sameHot(values, hotValues(inForce.files))) {
      if (held.what() !== null) await held.drop();
      return;
    }
    const waiting = held.what();
    const approved = confirmed ?? (await held.confirmed());
    const seen = sameHot(approved, values);
    if (!seen && sameHot(waiting, values)) return;
    const again = refused !== null && sameFiles(refused.files, saved);
    if (!seen && again && performance.now() < (refused?.againAt ?? 0)) return;
    const loaded = await load();
    refused = loaded.ok ? null : { files: saved, againAt: performance.now() + AGAIN_MS };
    // Written again meanwhile: the next look sees it.
    if (!loaded.ok || !sameHot(hotValues(loaded.value.files), values)) return;
    const harm = seen ? harmless : await weigh(loaded.value, 'saved policies');
    if (harm.kind === 'cannotSay') {
      refused = { files: saved, againAt: performance.now() + SOON_MS };
      tellUnsaid(values, harm.problems);
      return;
    }
    unsaid = null;
    if (harm.kind === 'harmless') await adopt(loaded.value);
    else await hold(values, harm.weighed);
  };

  const queue = serialQueue();
  /** Of those that confirm none joins another: they may have seen other values. */
  const look = (confirmed: HotValues | null): Promise<void> =>
    queue.run(() => once(confirmed), confirmed === null ? 'look' : undefined);
  let timer: NodeJS.Timeout | undefined;
  return {
    look: (how) => look(how?.confirmed ?? null),
    follow: (running) => {
      clearInterval(timer);
      if (!running) return;
      timer = setInterval(() => {
        look(null).catch((error: unknown) => {
          log.error({ err: error }, 'looking at the saved policies failed: this is a bug');
        });
      }, EVERY_MS).unref();
    },
    settle: async (saved) => {
      const inForce = service.inForce();
      if (inForce === null) return asKept(saved, await keptValues(file), paths, options.context());
      const [before, after] = [hotValues(inForce.files), hotValues(saved.files)];
      if (before === null || after === null || sameHot(before, after)) return saved;
      if (!sameHot(held.what(), after)) {
        const harm = await weigh(saved, 'policies of a restart');
        if (harm.kind === 'harmless') return saved;
        if (harm.kind === 'tooMany') await hold(after, harm.weighed);
        else tellUnsaid(after, harm.problems);
      }
      const texts = withHot(saved.files, before);
      if (!texts.ok) return saved;
      return { settings: judgedAs(saved.settings, inForce.settings), files: texts.value };
    },
    held: held.waiting,
    problems: held.problems,
    confirm: async (since) => {
      const saved = await files.run(() => readSaved(paths));
      if (!sameHot(hotValues(saved), held.what())) return false;
      const values = await held.confirm(since);
      if (values === null) return false;
      await look(values);
      const inForce = service.inForce();
      return inForce !== null && sameHot(hotValues(inForce.files), values);
    },
  };
}

const harmless: Harm = { kind: 'harmless' };

const noFiles: FileTexts = { properties: '', memConfiguration: '' };

function sameFiles(one: FileTexts, other: FileTexts): boolean {
  return one.properties === other.properties && one.memConfiguration === other.memConfiguration;
}
