import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './run.mjs';

// Debian asks it before a package starts anything; 101: never (policy-rc.d, invoke-rc.d(8)).
const POLICY = '/usr/sbin/policy-rc.d';
const FORBID = '#!/bin/sh\n# Of the tests of Sallyport, while they install packages.\nexit 101\n';
const UNITS = '/lib/systemd/system';
const SCRIPTS = '/etc/init.d';

/**
 * Installs packages whose services nobody asked for: none is started, and what they add is not started with the machine.
 * A policy that the machine has already stays and is obeyed.
 * @param install what installs
 * @param options `has` says whether there is a command; the others are for tests
 */
export async function withoutServices(install, options) {
  const { has, exec = run, policy = POLICY, units = UNITS, scripts = SCRIPTS } = options;
  const services = () => [
    ...namesIn(units, /^[^@]+(?=\.service$)/),
    ...namesIn(scripts, /^[^.]+$/),
  ];
  const before = services();
  const forget = forbidStarts(policy);
  try {
    return await install();
  } finally {
    forget();
    const brought = services().filter((name) => !before.includes(name));
    for (const name of new Set(brought)) await disable(name, has, exec);
  }
}

function forbidStarts(policy) {
  // One of ours is left where we were killed.
  if (existsSync(policy) && readFileSync(policy, 'utf8') !== FORBID) return () => undefined;
  writeFileSync(policy, FORBID);
  chmodSync(policy, 0o755);
  const remove = () => rmSync(policy, { force: true });
  // A signal ends us without going through `finally`.
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}

function namesIn(folder, pattern) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((name) => pattern.exec(name)?.[0] ?? []);
}

/** systemctl knows units and scripts; a unit that is never started by itself is no matter. */
async function disable(name, has, exec) {
  if (has('systemctl')) await exec('systemctl', ['disable', name], { quiet: true });
  else if (has('update-rc.d')) await exec('update-rc.d', [name, 'disable'], { quiet: true });
}
