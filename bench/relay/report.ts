/** Rounds as tables, notes and a drawing. */
import { median, spread } from '../lib/figures.ts';
import type { BenchResult, Table } from '../lib/result.ts';
import type { Contestant } from './contestants.ts';
import type { Round, Workload } from './measures.ts';
import { notesOf } from './notes.ts';
import { drawing } from './drawing.ts';
import type { Plan } from './plan.ts';

export interface Timed {
  readonly plan: Plan;
  readonly workload: Workload;
  readonly contestants: readonly Contestant[];
  readonly rounds: readonly Round[];
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

export function reportOf(timed: Timed): BenchResult {
  const { plan, workload, contestants, rounds } = timed;
  const { title, measures, name } = workload;
  const [first] = measures;
  const there = contestants.filter(({ id }) => rounds.some(({ figures }) => id in figures));
  const bars = there.map((each) => ({
    title: each.title,
    ours: each.kind === 'ours',
    values: valuesOf(rounds, each.id, first?.key ?? ''),
  }));
  return {
    title: `The relay: ${title}`,
    node: plan.node.version,
    notes: notesOf(timed),
    tables: [figuresTable(there, workload, rounds), ratiosTable(there, workload, rounds)],
    picture: {
      file: `performance-relay-${name}${plan.suffix}.svg`,
      text: drawing(`${title}: ${first?.title ?? ''}`, bars),
      alt: `${first?.title ?? ''}, a bar for each`,
    },
    raw: { product: plan.product.revision, versions: plan.peers.versions, rounds },
  };
}

export function valuesOf(rounds: readonly Round[], id: string, key: string): readonly number[] {
  return rounds.map(({ figures }) => figures[id]?.[key] ?? Number.NaN);
}

/** In each round by itself: neighbours in time meet the same machine. */
export function ratios(
  rounds: readonly Round[],
  one: string,
  other: string,
  key: string,
): readonly number[] {
  return rounds.map(({ figures }) => {
    const [above, below] = [figures[one]?.[key], figures[other]?.[key]];
    return above === undefined || below === undefined ? Number.NaN : above / below;
  });
}

/** The proxy in JavaScript with the lowest median, or with the highest where more is better. */
export function bestOf(
  there: readonly Pick<Contestant, 'id' | 'kind'>[],
  rounds: readonly Round[],
  key: string,
  more: boolean,
): string | null {
  const middle = (id: string): number =>
    median(valuesOf(rounds, id, key).filter((value) => Number.isFinite(value)));
  const [best] = there
    .filter(({ kind }) => kind === 'javascript')
    .map(({ id }) => ({ id, value: middle(id) }))
    .sort((one, other) => (more ? other.value - one.value : one.value - other.value));
  return best?.id ?? null;
}

function figuresTable(
  there: readonly Contestant[],
  { measures }: Workload,
  rounds: readonly Round[],
): Table {
  const known = measures.filter(({ key }) =>
    there.some(({ id }) => valuesOf(rounds, id, key).some((value) => Number.isFinite(value))),
  );
  return {
    title: 'Figures',
    head: ['proxy', ...known.map(({ title }) => title)],
    rows: there.map(({ id, title }) => [
      title,
      ...known.map(({ key }) => spread(valuesOf(rounds, id, key))),
    ]),
  };
}

function ratiosTable(
  there: readonly Contestant[],
  { measures, alsoCompared = [] }: Workload,
  rounds: readonly Round[],
): Table {
  const compared = measures.filter(({ key }, at) => at === 0 || alsoCompared.includes(key));
  const columns = compared.flatMap(({ key, title }) => {
    const best = bestOf(there, rounds, key, title.endsWith('/s'));
    const others = there.filter(({ id }) => id === 'nginx' || id === best);
    return others.map((other) => ({
      title: `${title}: ratio to ${other.id === best ? 'the best in JavaScript, ' : ''}${other.title}`,
      id: other.id,
      key,
    }));
  });
  return {
    title: 'Ratios',
    head: ['proxy', ...columns.map(({ title }) => title)],
    rows: there.map(({ id, title }) => [
      title,
      ...columns.map((other) =>
        other.id === id ? '–' : spread(ratios(rounds, id, other.id, other.key)),
      ),
    ]),
  };
}
