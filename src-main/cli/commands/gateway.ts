/** Commands to a running gateway: restart, status, stop. */
import type { RestartReport, SavedReport } from '../../../src-shared/contract/calls.ts';
import { counted } from '../../../src-shared/counted.ts';
import { isError } from '../../../src-shared/errors.ts';
import { homeMissing } from '../../settings/ensure-home.ts';
import { acquireLock } from '../../supervisor/lock.ts';
import { attachToGateway, withConsole } from '../attach.ts';
import type { Command, Context } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { statusText } from '../status-text.ts';

export const restart: Command = {
  name: 'restart',
  synopsis: '[--wait]',
  summary: 'put the saved settings in force; open requests are finished',
  // Both forms wait until the new generation is in force: the contract's answer says just that.
  options: { wait: { help: 'wait until the new settings are in force (always done)' } },
  words: { least: 0, most: 0 },
  run: (context) => restartNow(context, null),
};

/** `saved`: what was saved just before; it becomes part of the one JSON object. */
export async function restartNow(context: Context, saved: SavedReport | null): Promise<ExitCode> {
  const { output } = context;
  const done = await withConsole(attachToGateway(context), (console) => console.restart({}));
  if (!done.ok) return output.failed(done.problems);
  output.object(saved === null ? done.value : { ...saved, pending: [], restarted: done.value });
  output.text(restartText(done.value));
  return exitCodes.ok;
}

/** What it cost by now; a gateway of an older version does not say. */
function restartText(report: RestartReport): string {
  const { generation, durationMs, failed, cutStreams = 0, finishing = 0 } = report;
  const parts = [
    `restarted in ${Math.ceil(durationMs)} ms: generation ${generation}`,
    ...(failed === undefined ? [] : [`${counted(failed, 'request')} failed`]),
    ...(cutStreams === 0 ? [] : [`${counted(cutStreams, 'stream')} cut`]),
    ...(finishing === 0 ? [] : [`${counted(finishing, 'request')} still under way`]),
  ];
  return parts.join(', ');
}

export const status: Command = {
  name: 'status',
  synopsis: '',
  summary: 'the state of the gateway, what is in force, and what waits for a restart',
  options: {},
  words: { least: 0, most: 0 },
  run: async (context) => {
    const { output } = context;
    const missing = await homeMissing(context.paths);
    if (missing !== null) return output.failed([missing]);
    const found = await withConsole(attachToGateway(context), (console) => console.status({}));
    if (!found.ok) return output.failed(found.problems);
    output.object(found.value);
    output.text(statusText(found.value));
    output.warnings(found.value.warnings);
    output.warnings(found.value.directory.problems.filter(isError));
    return exitCodes.ok;
  },
};

/** Beyond what the gateway takes to close its journal. */
const GONE_MS = 15_000;

export const stop: Command = {
  name: 'stop',
  synopsis: '',
  summary: 'stop the gateway: open requests are finished, then its process ends',
  options: {},
  words: { least: 0, most: 0 },
  run: async (context) => {
    const { output } = context;
    const done = await withConsole(attachToGateway(context), (console) => console.stop({}));
    if (!done.ok) return output.failed(done.problems);
    // The home must be free when this command says so: whoever calls it may start the next gateway.
    const free = await acquireLock(context.paths.lock, { waitMs: GONE_MS, what: 'stop' });
    if (!free.ok) return output.failed(free.problems);
    free.value.release();
    output.object({ stopped: true });
    output.text('stopped');
    return exitCodes.ok;
  },
};
