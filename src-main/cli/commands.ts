/** The table of commands, in the order of the help. */
import type { Command } from './command.ts';
import { allow, block, blocked, unset, why } from './commands/clients.ts';
import { certificates } from './commands/certificates.ts';
import { confirm } from './commands/confirm.ts';
import { doctor } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { findHeader } from './commands/find-header.ts';
import { restart, status, stop } from './commands/gateway.ts';
import { impact } from './commands/impact.ts';
import { kerberos } from './commands/kerberos.ts';
import { lab } from './commands/lab.ts';
import { log } from './commands/log.ts';
import { redirects } from './commands/redirects.ts';
import { secret } from './commands/secret.ts';
import { check, history, init, rollback, set } from './commands/settings.ts';
import { serve } from './commands/serve.ts';
import { sync } from './commands/sync.ts';

export const commands: readonly Command[] = [
  init,
  serve,
  restart,
  status,
  stop,
  check,
  set,
  history,
  rollback,
  log,
  blocked,
  why,
  impact,
  confirm,
  allow,
  block,
  unset,
  exportCommand,
  redirects,
  findHeader,
  sync,
  secret,
  certificates,
  doctor,
  kerberos,
  lab,
];
