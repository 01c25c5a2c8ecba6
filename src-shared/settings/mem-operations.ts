/** The settings of `mem-configuration.json` for whoever runs the gateway: health, metrics and the access log. */
import { integer, onOff } from './mem-entry.ts';

const nothing = 'Nothing.';
const newFile = 'Nothing: the next line goes where the new value says.';

export const operationsSettings = {
  'admin.enabled': onOff({
    written: false,
    key: 'admin.enabled',
    initial: false,
    help:
      'Answers /health/live, /health/ready and /metrics on 127.0.0.1, to programs of this machine only. ' +
      'Metrics need the token of state/admin-token.',
    interrupts: nothing,
  }),
  'admin.port': integer({
    written: false,
    key: 'admin.port',
    min: 0,
    max: 65535,
    initial: 9465,
    help: 'The port for health and metrics. 0 lets the system choose one.',
    interrupts: 'Health and metrics answer on the new port; mail is not touched.',
  }),
  'accessLog.enabled': onOff({
    written: false,
    key: 'accessLog.enabled',
    initial: false,
    help:
      'Writes one JSON line for each finished request into logs/access.jsonl, those included that the journal only counts. ' +
      'When the disk takes no more, lines are dropped and status says so; mail goes on.',
    interrupts: nothing,
  }),
  'accessLog.users': onOff({
    written: false,
    key: 'accessLog.users',
    initial: false,
    help: 'Names the user in each line of the access log.',
    interrupts: nothing,
  }),
  'accessLog.maxMegabytes': integer({
    written: false,
    key: 'accessLog.maxMegabytes',
    min: 1,
    max: 1024,
    unit: 'megabytes',
    initial: 20,
    help: 'How large a file of the access log gets before the next one begins.',
    interrupts: newFile,
  }),
  'accessLog.files': integer({
    written: false,
    key: 'accessLog.files',
    min: 1,
    max: 100,
    unit: 'files',
    initial: 10,
    help: 'How many files of the access log are kept, the one that is written included.',
    interrupts: newFile,
  }),
};
