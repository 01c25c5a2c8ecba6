/** What the console was started with. Switches of Chromium stand among its own. */

export interface Arguments {
  readonly home: string | undefined;
  /** The sample world, in a home that is thrown away. */
  readonly lab: boolean;
  /** For tests of the start: end as soon as window and gateway are there. */
  readonly exitWhenReady: boolean;
  /** Of a lab: the console that opened it beside itself, and without which it ends. */
  readonly beside: number | null;
}

export function parseArguments(argv: readonly string[]): Arguments {
  const at = argv.indexOf('--home');
  const joined = argv.find((each) => each.startsWith('--home='));
  const lab = argv.includes('--lab');
  const beside = argv.find((each) => each.startsWith(BESIDE))?.slice(BESIDE.length) ?? '';
  return {
    home: joined?.slice('--home='.length) ?? (at === -1 ? undefined : argv[at + 1]),
    lab,
    exitWhenReady: argv.includes('--exit-when-ready'),
    // Such a console throws its home away at its end: never one that somebody named.
    beside: lab && /^[1-9]\d*$/.test(beside) ? Number(beside) : null,
  };
}

const BESIDE = '--beside=';

/** The switch that makes a console end with the process `pid`. */
export function besideSwitch(pid: number): string {
  return `${BESIDE}${pid}`;
}

const own = /^--(?:home|lab|exit-when-ready|beside)(?:=|$)/;
/** Of a debugger: its port is taken, and it would wait for somebody to connect. */
const debugging = /^--(?:inspect|remote-debugging|debug)/;

/** Chromium's switches among the arguments: a second console beside this one needs them, too. */
export function chromiumSwitches(argv: readonly string[]): string[] {
  const from = argv.slice(1).filter((each) => each.startsWith('--') && each !== '--');
  return from.filter((each) => !own.test(each) && !debugging.test(each));
}
