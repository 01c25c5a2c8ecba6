/** Commands about the settings: init, check, set, history, rollback. */
import { existsSync } from 'node:fs';
import type { SavedReport } from '../../../src-shared/contract/calls.ts';
import { clip } from '../../../src-shared/clip.ts';
import { success, type Result } from '../../../src-shared/errors.ts';
import { ensureHome } from '../../settings/ensure-home.ts';
import type { HomePaths } from '../../settings/home.ts';
import { initHome, type InitContext, type Initialised } from '../../settings/init.ts';
import { acquireLock } from '../../supervisor/lock.ts';
import { attachToCheck, attachToRead, attachToWrite, withConsole } from '../attach.ts';
import type { Command, Context } from '../command.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts';
import { problemText } from '../output.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';
import { localTime } from '../times.ts';
import { restartNow } from './gateway.ts';

export const init: Command = {
  name: 'init',
  synopsis: '',
  summary: 'create the home folder with commented default files; keeps what exists',
  options: {},
  words: { least: 0, most: 0 },
  run: async ({ paths, output, host }) => {
    const done = await initialise(paths, { by: host.account, now: host.now });
    if (!done.ok) return output.failed(done.problems);
    const { created, kept } = done.value;
    output.object({ home: paths.home, created, kept });
    for (const file of created) output.text(`created ${file}`);
    for (const file of kept) output.text(`kept    ${file}`);
    output.warnings(done.warnings);
    return exitCodes.ok;
  },
};

async function initialise(paths: HomePaths, context: InitContext): Promise<Result<Initialised>> {
  const ensured = await ensureHome(paths);
  if (!ensured.ok) return ensured;
  const lock = await acquireLock(paths.lock, { waitMs: 2000, what: 'init' });
  if (lock.ok) {
    try {
      return await initHome(paths, context);
    } finally {
      lock.value.release();
    }
  }
  // Beside a running gateway nothing may be written, but there is nothing to write, either.
  const inUse = lock.problems.every((each) => each.code === 'HOME_IN_USE');
  const files = [paths.properties, paths.memConfiguration, paths.devices];
  return inUse && files.every((file) => existsSync(file))
    ? success({ created: [], kept: files })
    : lock;
}

export const check: Command = {
  name: 'check',
  synopsis: '',
  summary: 'validate both files of settings and try them dry; reports every error',
  options: {},
  words: { least: 0, most: 0 },
  run: async (context) => {
    const { output } = context;
    const report = await withConsole(attachToCheck(context), (console) => console.check({}));
    if (!report.ok) return output.failed(report.problems);
    const { ok, errors } = report.value;
    output.object({ ok, errors });
    for (const each of errors) output.text(problemText(each));
    output.text(ok ? 'ok' : 'not ok');
    return ok ? exitCodes.ok : exitCodeOf(errors);
  },
};

export const set: Command = {
  name: 'set',
  synopsis: 'KEY=VALUE ... [--restart]',
  summary:
    'edit keys of both files of settings in place; policies count at once, the rest after a restart',
  details:
    'Values of mem-configuration.json: texts plain, everything else as JSON, such as\n' +
    '  sallyport set compliance.mode=enforce listener.port=443 \'compliance.ens.sources=["10.1.2.0/24"]\'',
  options: {
    restart: { help: 'restart the gateway afterwards, so that the change is in force' },
  },
  words: { least: 1, most: 100 },
  run: async (context, given) => {
    const changes = parseChanges(given.words);
    if (changes === null) return context.output.failed(notPairs().problems);
    const saved = await withConsole(attachToWrite(context, 'set'), (console) =>
      console.set({ changes }),
    );
    if (!saved.ok) return context.output.failed(saved.problems);
    if (!given.flag('restart')) return reportSaved(context, saved.value);
    if (!context.output.json) reportSaved(context, { ...saved.value, pending: [] });
    return restartNow(context, saved.value);
  },
};

/** `KEY=` sets an empty value. Null when a word is no pair. */
export function parseChanges(words: readonly string[]): Record<string, string> | null {
  const pairs = words.map((word) => /^([^=]+)=(.*)$/s.exec(word));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1]?.trim() ?? '', pair?.[2] ?? '']));
}

function notPairs(): ReturnType<typeof usage> {
  return usage('write each change as KEY=VALUE', set);
}

export const history: Command = {
  name: 'history',
  synopsis: '',
  summary: 'the versions of the settings, oldest first',
  options: {},
  words: { least: 0, most: 0 },
  run: async (context) => {
    const { output } = context;
    const versions = await withConsole(attachToRead(context), (console) => console.history({}));
    if (!versions.ok) return output.failed(versions.problems);
    for (const version of versions.value) output.object(version);
    const rows = versions.value.map((each) => [
      each.version,
      localTime(each.at),
      each.by,
      each.from,
      each.files.join(', '),
      each.summary,
    ]);
    output.text(table(['version', 'at', 'by', 'from', 'files', 'summary'], rows));
    return exitCodes.ok;
  },
};

export const rollback: Command = {
  name: 'rollback',
  synopsis: '[N]',
  summary:
    'put version N back, or the one before the newest; policies count at once, the rest after a restart',
  options: {},
  words: { least: 0, most: 1 },
  run: async (context, { words }) => {
    const [word] = words;
    if (word !== undefined && !/^[1-9]\d{0,8}$/.test(word)) {
      return context.output.failed(usage(`"${word}" is no version`, rollback).problems);
    }
    const version = word === undefined ? {} : { version: Number(word) };
    const saved = await withConsole(attachToWrite(context, 'rollback'), (console) =>
      console.rollback(version),
    );
    if (!saved.ok) return context.output.failed(saved.problems);
    return reportSaved(context, saved.value);
  },
};

function reportSaved({ output }: Context, saved: SavedReport): ExitCode {
  output.object(saved);
  const version = saved.version === null ? '' : ` as version ${saved.version}`;
  const back = saved.restored === undefined ? '' : `back to version ${saved.restored}: `;
  output.text(`${back}${saved.changed ? `saved${version}` : 'nothing to change'}`);
  for (const { key, inForce, saved: value } of saved.pending) {
    const change = `${key}: ${inForce ?? '(absent)'} -> ${value ?? '(absent)'}`;
    output.text(`waits for a restart: ${clip(change, 500)}`);
  }
  output.warnings(saved.warnings);
  return exitCodes.ok;
}
