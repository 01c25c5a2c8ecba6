/** `lab`: sample Exchange, ENS and UEM with a gateway in front, in a home that is thrown away. */
import { clip } from '../../../src-shared/clip.ts';
import { failure, success, type Result } from '../../../src-shared/errors.ts';
import { makeLabHome, throwAway } from '../../settings/lab-home.ts';
import type { Command, Context, Given } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { startPart, type Part } from '../lab-process.ts';
import { usage } from '../parse.ts';

export const lab: Command = {
  name: 'lab',
  synopsis: '[--port 0] [--seed N] [--rate R] [--no-gateway] [--exit-when-ready]',
  summary: 'a demonstration: sample Exchange, ENS and UEM, and a gateway in front of them',
  options: {
    port: { value: 'PORT', help: 'of the sample Exchange; 0: the system chooses' },
    seed: { value: 'N', help: 'another seed, other users and devices' },
    rate: { value: 'R', help: 'mails a second' },
    'no-gateway': { help: 'without a gateway' },
    'exit-when-ready': { help: 'end as soon as everything listens' },
  },
  words: { least: 0, most: 0 },
  homeless: true,
  run: async (context, given) => {
    const numbers = numberOptions(given);
    if (numbers === null) return context.output.failed(usage('not a number', lab).problems);
    const home = makeLabHome();
    const stop = stopRequest(context.host);
    const parts: Part[] = [];
    try {
      return await demonstrate(context, given, { home, numbers, parts, stop: stop.asked });
    } finally {
      // The gateway first, so that it drains while Exchange still answers.
      for (const part of parts.reverse()) await part.end();
      throwAway(home);
      stop.forget();
    }
  },
};

interface Demonstration {
  readonly home: string;
  readonly numbers: readonly string[];
  /** Whatever was started is put here at once, so that it is ended whatever happens. */
  readonly parts: Part[];
  readonly stop: Promise<void>;
}

async function demonstrate(
  context: Context,
  given: Given,
  { home, numbers, parts, stop }: Demonstration,
): Promise<ExitCode> {
  const { host, output } = context;
  const sample = await start(parts, 'samples', host, [
    host.self[0],
    host.labFile,
    ...['--home', home, ...numbers],
  ]);
  if (!sample.ok) return output.failed(sample.problems);
  const gateway = given.flag('no-gateway')
    ? success(null)
    : await start(parts, 'gateway', host, [...host.self, 'serve', '--home', home]);
  if (!gateway.ok) return output.failed(gateway.problems);
  const url = gateway.value === null ? null : String(gateway.value.listening['url']);
  if (url !== null) sample.value.tell({ gateway: url });
  host.out(`${JSON.stringify({ ...sample.value.listening, gateway: url, home })}\n`);
  output.text(advice(home, url, host));
  if (!given.flag('exit-when-ready'))
    await Promise.race([stop, ...parts.map((part) => part.ended)]);
  return exitCodes.ok;
}

async function start(
  parts: Part[],
  name: string,
  host: Host,
  command: readonly [string, ...string[]],
): Promise<Result<Part>> {
  let said = '';
  // Kept for a failed start only: the demonstration's terminal is for its reader.
  const part = await startPart(name, command, (text) => (said = (said + text).slice(-4000)));
  if (!part.ok) {
    if (said !== '') host.err(`${said.trimEnd()}\n`);
    return failure(...part.problems);
  }
  parts.push(part.value);
  return part;
}

/** Null when one is no number. */
function numberOptions(given: Given): string[] | null {
  const found: string[] = [];
  for (const name of ['port', 'seed', 'rate']) {
    const text = given.text(name);
    if (text === undefined) continue;
    if (!/^\d{1,9}(\.\d{1,6})?$/.test(text)) return null;
    found.push(`--${name}`, text);
  }
  return found;
}

function stopRequest(host: Host): { asked: Promise<void>; forget: () => void } {
  let ask = (): void => undefined;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const off = [host.onSignal('SIGINT', ask), host.onSignal('SIGTERM', ask)];
  return {
    asked,
    forget: () => {
      for (const each of off) each();
    },
  };
}

function advice(home: string, gateway: string | null, host: Host): string {
  const ending = 'Ctrl-C ends everything and removes the home.';
  if (gateway === null) return ending;
  const command = (words: string): string => `  sallyport ${words} --home ${clip(home)}`;
  return [
    `A gateway listens on ${gateway}; sample clients are at work. In a second terminal, try:`,
    command('status'),
    command('log --follow'),
    command('blocked'),
    command('why --device DEVICE'),
    command('allow DEVICE --until 1h'),
    `(from a checkout: node bin/sallyport.mjs instead of sallyport; this is ${host.version})`,
    ending,
  ].join('\n');
}
