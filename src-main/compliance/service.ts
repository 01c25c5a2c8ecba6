/**
 * The directory of a running gateway: kept in step with the feed and the administrator's overrides,
 * swapped as a whole, remembered across restarts.
 */
import { failure, isError, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { DirectoryChange } from './changing.ts';
import { openCrew } from './crew.ts';
import { openFeedSource } from './feed-source.ts';
import type { FeedNews } from './feed-source.ts';
import { isAccident } from './harm.ts';
import { heldFileOf, openHeld } from './held.ts';
import {
  directoryOf,
  feedProblems,
  hold,
  noOlderThan,
  recall,
  takeChange,
  takeFeed,
  takeWipes,
  touch,
} from './holding.ts';
import type { Holding, ReadFeed } from './holding.ts';
import { findingWipeAfter } from './known.ts';
import { openMemory } from './memory.ts';
import { openOverrideStore } from './override-store.ts';
import { poll } from './polling.ts';
import { amended, openRecentChanges } from './recent-changes.ts';
import type { DirectoryOptions, DirectoryService, Taken } from './service-types.ts';
import { openStateWriter } from './state-writer.ts';
import { weigh } from './weighing.ts';
import { calmly } from './work.ts';

export type { DirectoryOptions, DirectoryService, Taken } from './service-types.ts';

export async function openDirectory(options: DirectoryOptions): Promise<DirectoryService> {
  const { log, now, stateFile, pollMs = 300 } = options;
  const sourceName = (): string => feedFile ?? 'The list of device management';
  const overrides = await openOverrideStore(options.overridesFile, now, () => adopt());
  const crew = openCrew(options.workerFile ?? null);
  const memory = await openMemory(stateFile, now, undefined, crew);
  const writer = openStateWriter(memory.save, (each) => log.error({ problem: each }, each.message));
  const source = openFeedSource(crew);
  const held = openHeld<ReadFeed>({
    ...{ kind: 'devices', file: heldFileOf(stateFile), beside: stateFile, now },
    subject: sourceName,
    meanwhile: 'Until then the devices before it are in force; wipes are taken at once.',
  });
  const recent = openRecentChanges(now, crew);

  let { feedFile } = options;
  let holding: Holding = hold(memory.state, crew);
  /** As the memory says, but no sooner whole than `holding` has what was found. */
  let lostAt = memory.lostAt();
  let fromFeed: readonly Problem[] = [];
  let forgotten: readonly Problem[] = [];
  let directory = directoryOf(holding, overrides.current(), lostAt);
  let open = true;
  /** When the look before this one began: what is new in a feed was not there yet. Null before the first. */
  let lookedAt: number | null = null;

  /** Of the file that was read last. */
  let listPlacedAt = Number.POSITIVE_INFINITY;

  const swap = (): void => {
    directory = directoryOf(holding, overrides.current(), lostAt);
    try {
      options.onChange();
    } catch (error) {
      log.error({ error: String(error) }, 'a listener of the directory failed');
    }
  };

  const adopt = (): void => {
    const count = overrides.current()?.length;
    log.warn({ overrides: count }, 'the overrides were changed by another hand and are in force');
    swap();
  };
  const keep = (): void => {
    if (holding.state !== null && memory.writable()) writer.write(holding.state);
  };
  const remember = async (): Promise<void> => {
    const news = await memory.look();
    if (news.kind === 'same') return;
    if (news.kind === 'found') holding = await recall(holding, news.state, now());
    lostAt = memory.lostAt();
    keep();
    log.info({ stateFile, news: news.kind, lostAt }, 'memory of removed devices');
    swap();
  };

  const apply = async (news: FeedNews): Promise<void> => {
    switch (news.kind) {
      case 'same':
        return;
      case 'touched':
        // What waits says nothing of the age of what serves.
        if (held.what() !== null) return;
        // The same content, and now it is news: the device enrolled again.
        if (holding.state !== null && feedFile !== null) {
          const { rows } = holding.state.known;
          if (await calmly(findingWipeAfter(rows, listPlacedAt))) {
            source.forget();
            return apply(await source.check(feedFile, true));
          }
        }
        holding = touch(holding, news.changedAt, now());
        directory = directoryOf(holding, overrides.current(), lostAt);
        return;
      case 'problem':
        reportFeed(news.problems);
        return;
      case 'feed':
        listPlacedAt = news.placedAt;
        try {
          await take(await recent.over(news), lookedAt, false);
        } catch (error) {
          source.forget();
          throw error;
        }
    }
  };
  /**
   * @param seenAt see `takeFeed`
   * @param confirmed somebody looked at what it would block
   */
  const take = async (
    list: ReadFeed,
    seenAt: number | null,
    confirmed: boolean,
  ): Promise<Taken> => {
    const taken = await takeFeed(holding, list, seenAt, now(), options.removedLimit);
    if (!taken.ok) {
      reportFeed(taken.problems);
      return { kind: 'refused', problems: taken.problems };
    }
    fromFeed = [];
    const { policies, seen } = options;
    const by = { overrides: overrides.current(), now: now(), policies, seen };
    const weighed = await weigh(holding, taken.value, by);
    const { harm, wipesAreTooMany } = weighed;
    const waits = !confirmed && isAccident(harm, list.devices.length);
    if (waits) await held.hold(list, weighed);
    else await dropHeld();
    if (waits && (harm.wiped === 0 || wipesAreTooMany)) return { kind: 'held' };
    if (waits) holding = await takeWipes(holding, taken.value);
    else holding = confirmed ? noOlderThan(holding, taken.value) : taken.value;
    keep();
    if (!waits) reportForgotten(taken.warnings);
    const known = holding.index.size;
    log.info({ feedFile, inFeed: list.devices.length, known, ...harm, waits }, 'directory read');
    swap();
    return { kind: waits ? 'held' : 'taken' };
  };
  /** That its file cannot be deleted is no reason to take nothing. */
  const dropHeld = (): Promise<void> =>
    held.drop().catch((error: unknown) => {
      log.warn({ error: String(error) }, 'the file of what waited cannot be deleted');
    });
  const change = async (news: DirectoryChange): Promise<Result<{ readonly devices: number }>> => {
    const changed = await takeChange(holding, news, now());
    if (!changed.ok) return changed;
    holding = changed.value;
    // At once: a wipe does not wait for what is done to a list that waits.
    swap();
    keep();
    recent.add(news);
    const waiting = held.what();
    // What came before it is in there.
    if (waiting !== null) held.replace(await amended(waiting, news, crew));
    const named = { devices: news.devices.length, removed: news.removed.length };
    if (named.devices + named.removed > 0) log.info(named, 'devices changed');
    return success({ devices: holding.index.size });
  };
  const reportFeed = (causes: readonly Problem[]): void => {
    fromFeed = feedProblems(holding, sourceName(), causes);
    for (const each of fromFeed) log.error({ problem: each }, each.message);
  };

  /** Told once: with every feed some more may go. */
  const reportForgotten = (causes: readonly Problem[]): void => {
    if (forgotten.length === 0)
      for (const each of causes) log.warn({ problem: each }, each.message);
    if (causes.length > 0) forgotten = causes;
  };
  /** What stands beside the feed and is told when it is new. */
  let told: readonly string[] = [];
  const reportState = (): void => {
    const found = [
      ...overrides.problems(),
      ...memory.problems(),
      ...crew.problems(),
      ...held.problems(),
    ];
    for (const each of found.filter(({ message }) => !told.includes(message))) {
      const level = isError(each) ? 'error' : 'warn';
      log[level]({ problem: each }, each.message);
    }
    told = found.map((each) => each.message);
  };

  // One thing at a time, in order: a slow read must not overtake a later one.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = queue.then(work);
    queue = mine.catch(() => undefined);
    return mine;
  };
  const look = (force: boolean): Promise<void> => {
    const once = async (): Promise<void> => {
      if (!open) return;
      if (await overrides.look()) adopt();
      await remember();
      reportState();
      writer.retry();
      const began = now().getTime();
      if (feedFile !== null) await apply(await source.check(feedFile, force));
      const confirmed = await held.confirmed();
      if (confirmed !== null) await take(confirmed, feedFile === null ? null : lookedAt, true);
      reportState();
      lookedAt = began;
    };
    return inTurn(once).catch((error: unknown) => {
      // A bug; the next look must not die of it.
      log.error({ error: String(error) }, 'the feed could not be looked at');
    });
  };

  keep();
  await look(true);
  const stopPolling = poll(pollMs, () => look(false));

  return {
    current: () => directory,
    problems: () => [
      ...overrides.problems(),
      ...memory.problems(),
      ...crew.problems(),
      ...listOf(writer.problem()),
      ...held.problems(),
      ...fromFeed,
      ...forgotten,
    ],
    isCold: () =>
      holding.state === null &&
      overrides.current() !== null &&
      memory.lostAt() === null &&
      memory.neverWas(),
    setFeedFile: async (path) => {
      const isOther = path !== feedFile;
      feedFile = path;
      // Nobody who confirms from now on means the list of before.
      if (isOther) await inTurn(dropHeld);
      await look(true);
    },
    take: (list) => inTurn(async () => take(await recent.over(list), null, false)),
    change: (news) => inTurn(() => change(news)),
    overrides: () => overrides.current() ?? [],
    setOverrides: async (list) => {
      if (overrides.current() === null) return failure(...overrides.problems());
      const written = overrides.replace(list);
      swap();
      return written;
    },
    held: held.waiting,
    confirmHeld: (since) =>
      inTurn(async () => {
        const list = await held.confirm(since);
        if (list !== null) await take(list, feedFile === null ? null : lookedAt, true);
        return list !== null;
      }),
    refresh: () => look(true),
    close: async () => {
      open = false;
      stopPolling();
      await queue;
      await Promise.all([writer.idle(), overrides.idle()]);
      await crew.close();
    },
  };
}

function listOf<Value>(value: Value | null): readonly Value[] {
  return value === null ? [] : [value];
}
