/**
 * Page after page to the end: all of them or none. There is no cursor, so whatever shows that the ground moved meanwhile makes
 * it a walk to repeat, and after some of them one to refuse (ADR 30).
 */
import { z } from 'zod';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import type { Api, Query, Timing } from './api.ts';

export interface Walk<Item> {
  readonly path: string;
  readonly query: Query;
  /** Null: the record cannot be used, and with it none of them. */
  readonly read: (raw: unknown) => Item | null;
  readonly idOf: (item: Item) => number;
  /** `whole`: nobody may be missed. `news`: devices report while it is read; one that is missed comes again. */
  readonly kind: 'whole' | 'news';
}

/** Ten million devices. */
const MOST_PAGES = 20_000;
const WALKS = 3;
const PAUSE_MS = 5000;

const pageSchema = z.looseObject({
  Devices: z.array(z.unknown()),
  Page: z.int().nonnegative().nullish(),
  PageSize: z.int().positive().nullish(),
  Total: z.int().nonnegative(),
});

/** In the order of the ids, each once. */
export async function walked<Item>(
  api: Api,
  walk: Walk<Item>,
  timing: Timing,
  signal: AbortSignal,
): Promise<Result<readonly Item[]>> {
  const why: string[] = [];
  for (let count = 1; count <= WALKS; count += 1) {
    const result = await once(api, walk, timing, signal);
    if (result.kind === 'items') return success(result.items);
    if (result.kind === 'failed') return result.failure;
    why.push(result.why);
    if (count < WALKS) await timing.sleep(PAUSE_MS * count * (0.5 + timing.random()), signal);
  }
  const message = `UEM's list of devices changed while it was read, ${WALKS} times: ${why.at(-1) ?? ''}. Nothing of it is used.`;
  return failure(problem('UEM_UNSTEADY', message));
}

type Once<Item> =
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'moved'; readonly why: string }
  | { readonly kind: 'failed'; readonly failure: Result<never> };

async function once<Item>(
  api: Api,
  walk: Walk<Item>,
  timing: Timing,
  signal: AbortSignal,
): Promise<Once<Item>> {
  const seen = createSeen(walk, api.pageSize);
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const paging = { page: String(page), pagesize: String(api.pageSize) };
    const reply = await api.get(walk.path, { ...walk.query, ...paging }, signal);
    if (!reply.ok) return { kind: 'failed', failure: reply };
    if (reply.value === null) return seen.end();
    const parsed = pageSchema.safeParse(reply.value);
    if (!parsed.success) return refuse('an answer of UEM is no page of devices');
    const step = seen.add(parsed.data, page);
    if (step !== null) return step;
    // Other work of the process has its turn: reading a page takes some milliseconds.
    await timing.sleep(0, signal);
  }
  return refuse(`UEM names more than ${MOST_PAGES} pages`);
}

function createSeen<Item>(walk: Walk<Item>, pageSize: number) {
  const items = new Map<number, Item>();
  let [read, total, size, last] = [0, 0, 0, -1];
  let [grew, ascending] = [false, true];

  const end = (): Once<Item> => {
    if (read < total || (walk.kind === 'whole' && items.size !== total)) {
      return moved(`it said ${total} devices and gave ${items.size}`);
    }
    if (walk.kind === 'whole' && grew && !ascending) return moved('it grew, and has no order');
    return { kind: 'items', items: [...items.values()] };
  };
  return {
    end,
    /** Null: there is another page. */
    add: (page: z.infer<typeof pageSchema>, asked: number): Once<Item> | null => {
      const given = page.PageSize ?? pageSize;
      if ((page.Page ?? asked) !== asked) return moved('it gave another page than was asked for');
      if (asked > 0 && page.Total < total) return moved('it shrank');
      if (asked > 0 && given !== size) return moved('its pages changed their size');
      if (page.Devices.length > given) return refuse('a page of UEM has more devices than it says');
      grew ||= asked > 0 && page.Total > total;
      [total, size] = [page.Total, given];
      for (const raw of page.Devices) {
        const item = walk.read(raw);
        if (item === null) return refuse('a record of UEM is no device');
        const id = walk.idOf(item);
        if (walk.kind === 'whole' && items.has(id)) return moved('it named a device twice');
        ascending &&= id > last;
        last = id;
        items.set(id, item);
      }
      read += page.Devices.length;
      const over = (asked + 1) * size >= total;
      if (over || page.Devices.length === 0) return end();
      return page.Devices.length < size ? moved('a page was not full') : null;
    },
  };
}

const moved = (why: string) => ({ kind: 'moved', why }) as const;

function refuse(what: string): { readonly kind: 'failed'; readonly failure: Result<never> } {
  return { kind: 'failed', failure: failure(problem('UEM_ANSWER', `${sentence(what)}.`)) };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
