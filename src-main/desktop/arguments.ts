/** What the console was started with. Switches of Chromium stand among its own. */

export interface Arguments {
  readonly home: string | undefined;
  /** The sample world, in a home that is thrown away. */
  readonly lab: boolean;
  /** For tests of the start: end as soon as window and gateway are there. */
  readonly exitWhenReady: boolean;
}

export function parseArguments(argv: readonly string[]): Arguments {
  const at = argv.indexOf('--home');
  const joined = argv.find((each) => each.startsWith('--home='));
  return {
    home: joined?.slice('--home='.length) ?? (at === -1 ? undefined : argv[at + 1]),
    lab: argv.includes('--lab'),
    exitWhenReady: argv.includes('--exit-when-ready'),
  };
}
