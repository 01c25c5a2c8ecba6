/** What the console was started with. Switches of Chromium stand among its own. */

export interface Arguments {
  readonly home: string | undefined;
  /** The sample world, in a home that is thrown away. */
  readonly lab: boolean;
  /** For tests of the start: end as soon as window and gateway are there. */
  readonly exitWhenReady: boolean;
  /** Of a lab: the console that opened it beside itself, and without which it ends. */
  readonly beside: number | null;
  /** Of a lab: the empty home that was made for it, by who throws it away in any case. */
  readonly labHome: string | null;
}

export function parseArguments(argv: readonly string[]): Arguments {
  const at = argv.indexOf('--home');
  const joined = argv.find((each) => each.startsWith('--home='));
  const lab = argv.includes('--lab');
  const beside = valueOf(argv, BESIDE) ?? '';
  return {
    home: joined?.slice('--home='.length) ?? (at === -1 ? undefined : argv[at + 1]),
    lab,
    exitWhenReady: argv.includes('--exit-when-ready'),
    // Such a console throws its home away at its end: never one that somebody named.
    beside: lab && /^[1-9]\d*$/.test(beside) ? Number(beside) : null,
    labHome: lab ? valueOf(argv, LAB_HOME) : null,
  };
}

const BESIDE = '--beside=';
const LAB_HOME = '--lab-home=';

function valueOf(argv: readonly string[], start: string): string | null {
  return argv.find((each) => each.startsWith(start))?.slice(start.length) ?? null;
}

/** The switches of a lab that ends with the process `pid`, in a home that was made for it. */
export function labSwitches(pid: number, home: string): string[] {
  return ['--lab', `${BESIDE}${pid}`, `${LAB_HOME}${home}`];
}

const own = /^--(?:home|lab|lab-home|exit-when-ready|beside)(?:=|$)/;
/** Of a debugger: its port is taken, and it would wait for somebody to connect. */
const debugging = /^--(?:inspect|remote-debugging|debug)/;

/** Chromium's switches among the arguments: a second console beside this one needs them, too. */
export function chromiumSwitches(argv: readonly string[]): string[] {
  const from = argv.slice(1).filter((each) => each.startsWith('--') && each !== '--');
  return from.filter((each) => !own.test(each) && !debugging.test(each));
}
