import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hasCommand } from './debian.mjs';
import { run } from './run.mjs';

// Debian asks it before a package starts anything; 101: never (policy-rc.d, invoke-rc.d(8)).
const POLICY = '/usr/sbin/policy-rc.d';
const FORBID = '#!/bin/sh\nexit 101\n';
const UNITS = '/lib/systemd/system';
const SCRIPTS = '/etc/init.d';

/**
 * Installs packages whose services nobody asked for: none is started, and what they add is not started with the machine.
 * A policy that the machine has already stays and is obeyed.
 * @param install what installs
 */
export async function withoutServices(install, { policy = POLICY } = {}) {
  const before = services();
  const forget = forbidStarts(policy);
  try {
    return await install();
  } finally {
    forget();
    const brought = services().filter((name) => !before.includes(name));
    if (brought.length > 0) await disable(brought);
  }
}

function forbidStarts(policy) {
  if (existsSync(policy)) return () => undefined;
  writeFileSync(policy, FORBID, { mode: 0o755 });
  const remove = () => rmSync(policy, { force: true });
  // A signal ends us without going through `finally`.
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}

const services = () => [...namesIn(UNITS, /^[^@]+(?=\.service$)/), ...namesIn(SCRIPTS, /^[^.]+$/)];

function namesIn(folder, pattern) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((name) => pattern.exec(name)?.[0] ?? []);
}

async function disable(names) {
  const quiet = { quiet: true };
  for (const name of new Set(names)) {
    // A unit, or a script where there are no units; the other one says that it knows none.
    if (hasCommand('systemctl')) await run('systemctl', ['disable', name], quiet);
    else if (hasCommand('update-rc.d')) await run('update-rc.d', [name, 'disable'], quiet);
  }
}
