/** `sync`: all devices of device management now, and how that went. */
import { setTimeout as wait } from 'node:timers/promises';
import { counted } from '../../../src-shared/counted.ts';
import { failure, isError, problem, success, type Result } from '../../../src-shared/errors.ts';
import type { Console } from '../../../src-shared/contract/calls.ts';
import type { UemStatus } from '../../../src-shared/contract/uem.ts';
import { attachToGateway, withConsole } from '../attach.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

const LOOK_MS = 250;

export const sync: Command = {
  name: 'sync',
  synopsis: '',
  summary: 'reads all devices from device management (UEM) now',
  options: {},
  words: { least: 0, most: 0 },
  run: async (context) => {
    const { output } = context;
    const done = await withConsole(attachToGateway(context), readThrough);
    const read = done.ok ? done.value : done;
    if (!read.ok) return output.failed(read.problems);
    const { value } = read;
    output.object(value);
    const without = value.withoutEasId ?? 0;
    const lost =
      without === 0
        ? ''
        : `; ${counted(without, 'device')} without an ActiveSync id, which mail cannot know`;
    output.text(`${counted(value.devices ?? 0, 'device')} read${lost}`);
    return exitCodes.ok;
  },
};

/** A house of a million devices takes some minutes. One that is under way is waited for. */
async function readThrough(console: Console): Promise<Result<UemStatus>> {
  const before = await console.syncNow({});
  for (;;) {
    await wait(LOOK_MS);
    const { uem } = await console.status({});
    if (uem === undefined || uem.bulks < before.bulks) return failure(interrupted());
    if (uem.bulks === before.bulks) continue;
    const { problem: found } = uem;
    const failed = found !== null && isError(found) && uem.lastBulkAt === before.lastBulkAt;
    return failed ? failure(found) : success(uem);
  }
}

const interrupted = () =>
  problem('UEM_OFF', 'The reading was ended: the settings of device management were changed.');
