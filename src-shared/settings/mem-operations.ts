/** The settings of `mem-configuration.json` for whoever runs the gateway: health, metrics and the access log. */
import { z } from 'zod';
import { mem } from './mem-entry.ts';

const nothing = 'Nothing.';
const newFile = 'Nothing: the next line goes where the new value says.';

/** Optional as a whole: a file of before has none of them. */
const optional = { required: false, written: false } as const;

export const operationsSettings = {
  'admin.enabled': mem({
    ...optional,
    key: 'admin.enabled',
    type: { kind: 'boolean' },
    schema: z.boolean(),
    initial: false,
    help:
      'Answers /health/live, /health/ready and /metrics on 127.0.0.1, to programs of this machine only. ' +
      'Metrics need the token of state/admin-token.',
    interrupts: nothing,
  }),
  'admin.port': mem({
    ...optional,
    key: 'admin.port',
    type: { kind: 'integer', min: 0, max: 65535 },
    schema: z.int().min(0).max(65535),
    initial: 9465,
    help: 'The port for health and metrics. 0 lets the system choose one.',
    interrupts: 'Health and metrics answer on the new port; mail is not touched.',
  }),
  'accessLog.enabled': mem({
    ...optional,
    key: 'accessLog.enabled',
    type: { kind: 'boolean' },
    schema: z.boolean(),
    initial: false,
    help:
      'Writes one JSON line for each finished request into logs/access.jsonl, those included that the journal only counts. ' +
      'When the disk takes no more, lines are dropped and status says so; mail goes on.',
    interrupts: nothing,
  }),
  'accessLog.users': mem({
    ...optional,
    key: 'accessLog.users',
    type: { kind: 'boolean' },
    schema: z.boolean(),
    initial: false,
    help: 'Names the user in each line of the access log.',
    interrupts: nothing,
  }),
  'accessLog.maxMegabytes': mem({
    ...optional,
    key: 'accessLog.maxMegabytes',
    type: { kind: 'integer', min: 1, max: 1024, unit: 'megabytes' },
    schema: z.int().min(1).max(1024),
    initial: 20,
    help: 'How large a file of the access log gets before the next one begins.',
    interrupts: newFile,
  }),
  'accessLog.files': mem({
    ...optional,
    key: 'accessLog.files',
    type: { kind: 'integer', min: 1, max: 100, unit: 'files' },
    schema: z.int().min(1).max(100),
    initial: 10,
    help: 'How many files of the access log are kept, the one that is written included.',
    interrupts: newFile,
  }),
};
