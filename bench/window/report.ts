/** What docs/performance.md says of the rounds: idle and loaded side by side, and their ratio. */
import type { BenchResult, Table } from '../lib/result.ts';
import { median, quantile, shown, spread, sum } from '../lib/figures.ts';
import { processNames, type ProcessName, type Watched } from './console.ts';
import { notes } from './notes.ts';
import type { Round, Step } from './round.ts';

interface Pair {
  readonly idle: Round;
  readonly loaded: Round;
}

export function reportOf(rounds: readonly Round[], electron: string): BenchResult {
  const idle = rounds.filter(({ rate }) => rate === 0);
  const pairs = rounds
    .filter(({ rate }) => rate > 0)
    .map((loaded, at): Pair => ({ loaded, idle: idle[at] as Round }));
  const came = spread(pairs.map(({ loaded }) => loaded.came));
  return {
    title: 'The window with a long log and many events',
    electron,
    notes: notes(pairs.length, came),
    tables: [feltTable(pairs), framesTable(pairs), costTable(pairs), memoryTable(pairs)],
    raw: rounds,
  };
}

type Measure = readonly [name: string, of: (round: Round) => number];

function compared(title: string, pairs: readonly Pair[], measures: readonly Measure[]): Table {
  return {
    title,
    head: ['measure', 'idle', '500 events/s', 'ratio'],
    rows: measures.map(([name, of]) => [
      name,
      spread(pairs.map(({ idle }) => of(idle))),
      spread(pairs.map(({ loaded }) => of(loaded))),
      spread(pairs.map(({ idle, loaded }) => of(loaded) / of(idle))),
    ]),
  };
}

function feltTable(pairs: readonly Pair[]): Table {
  const felt = (name: string, step: Step, what: 'keys' | 'wheels' | 'pages'): Measure[] => [
    [`${name}, median, ms`, ({ steps }) => median(steps[step][what])],
    [`${name}, p95, ms`, ({ steps }) => quantile(steps[step][what], 0.95)],
  ];
  return compared('What a person waits for', pairs, [
    ...felt('key to paint, in the filter of the log', 'typing', 'keys'),
    ...felt('wheel to rows, in the log', 'scrolling', 'wheels'),
    ...felt('click on the rail to the heading', 'pages', 'pages'),
  ]);
}

/** What a display of 60 Hz would show; the display in memory keeps the same pace. */
const FRAME_MS = 1000 / 60;

function missed({ frames }: Watched): number {
  const skipped = frames.map((ms) => Math.max(0, Math.round(ms / FRAME_MS) - 1));
  return (100 * sum(skipped)) / (frames.length + sum(skipped));
}

const stepNames: readonly (readonly [Step, string])[] = [
  ['log', 'the log, followed'],
  ['scrolling', 'scrolling in the log'],
  ['typing', 'typing in the filter'],
  ['pages', 'changing pages'],
  ['overview', 'the overview'],
];

function framesTable(pairs: readonly Pair[]): Table {
  const of = (step: Step, name: string): Measure[] => [
    [`${name}: frame, median, ms`, ({ steps }) => median(steps[step].frames)],
    [`${name}: frame, p95, ms`, ({ steps }) => quantile(steps[step].frames, 0.95)],
    [`${name}: worst frame, ms`, ({ steps }) => Math.max(...steps[step].frames)],
    [`${name}: frames left out, %`, ({ steps }) => missed(steps[step])],
    [
      `${name}: tasks over 50 ms, ms/s`,
      ({ steps }) => sum(steps[step].longTasks) / steps[step].seconds,
    ],
  ];
  return compared(
    'Frames',
    pairs,
    stepNames.flatMap(([step, name]) => of(step, name)),
  );
}

const processTitles: Readonly<Record<ProcessName, string>> = {
  main: 'main process',
  page: 'page',
  gateway: 'gateway process with its journal',
  drawing: 'drawing (no graphics card)',
};

function costTable(pairs: readonly Pair[]): Table {
  const rows = (['log', 'overview'] as const).flatMap((step) =>
    processNames.map((name) => {
      const rate = ({ steps }: Round): number => steps[step].cpu[name] / steps[step].seconds;
      const perEvent = ({ idle, loaded }: Pair): number =>
        ((rate(loaded) - rate(idle)) * 1000) / loaded.came;
      return [
        `${step === 'log' ? 'log' : 'overview'} shown: ${processTitles[name]}`,
        spread(pairs.map(({ idle }) => rate(idle))),
        spread(pairs.map(({ loaded }) => rate(loaded))),
        spread(pairs.map(({ idle, loaded }) => rate(loaded) / rate(idle))),
        spread(pairs.map(perEvent)),
      ];
    }),
  );
  return {
    title: 'CPU time',
    head: ['process', 'idle, ms/s', '500 events/s, ms/s', 'ratio', 'more per event, µs'],
    rows,
  };
}

function memoryTable(pairs: readonly Pair[]): Table {
  const loaded = pairs.map((pair) => pair.loaded);
  return {
    title: 'Memory, with the list at its longest',
    head: [
      'round',
      'rows in the list',
      "page's heap after a collection, MB",
      'page, MB',
      'main, MB',
    ],
    rows: loaded.map(({ rows, heap, own }, at) => [
      String(at + 1),
      String(rows),
      shown(heap),
      shown(own.page),
      shown(own.main),
    ]),
  };
}
