/** For the tests of this room only: commands in this process, a home of their own, captured streams. */
import { beforeEach, onTestFinished } from 'vitest';
import { fakeEngine as engine } from '../testing/fake-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { runCommandLine } from './main.ts';
import type { Host, Signal } from './host.ts';

/** To be called once at the top of a test file: a folder for each test, gone afterwards. */
export function useFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = temporaryFolder(onTestFinished, 'cli');
  });
  return () => folder;
}

export function testHost(signals = new Map<Signal, () => void>(), typed = '') {
  const said = { out: '', err: '', log: '', exits: [] as number[] };
  const host: Host = {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    env: {},
    platform: 'linux',
    now: () => new Date(),
    account: 'tester',
    version: '1.2.3',
    labFile: '/nowhere/lab.cjs',
    self: ['/nowhere/node'],
    secret: () => Promise.resolve(Buffer.from(typed)),
    onSignal: (signal, handler) => {
      signals.set(signal, handler);
      return () => signals.delete(signal);
    },
    onStray: () => () => undefined,
    exitNow: (code) => void said.exits.push(code),
    outClosed: () => false,
    log: { write: (line) => void (said.log += line), flush: () => undefined },
  };
  return { host, said };
}

export async function runIn(home: string, ...argv: string[]) {
  const { host, said } = testHost();
  const place = argv.includes('--home') ? [] : ['--home', home];
  const code = await runCommandLine([...argv, ...place], engine, host);
  const lines = () =>
    said.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { code, ...said, json: argv.includes('--json') && said.out !== '' ? lines() : [] };
}

/** `serve` until the end of `work`; its events come back. */
export async function serving(
  home: string,
  work: (signals: Map<Signal, () => void>) => Promise<void>,
) {
  const signals = new Map<Signal, () => void>();
  const { host, said } = testHost(signals);
  const ended = runCommandLine(['serve', '--home', home], engine, host);
  while (!said.out.includes('listening')) await new Promise((resolve) => setTimeout(resolve, 5));
  await work(signals);
  signals.get('SIGTERM')?.();
  const code = await ended;
  return {
    code,
    said,
    events: said.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}
