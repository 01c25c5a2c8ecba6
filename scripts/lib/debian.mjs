import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/**
 * What the tests call from outside Node: the command and the Debian package that has it. No
 * package with a service.
 */
const COMMANDS = [
  // Draws the gallery of the window's pieces and its pages for the tests.
  { command: 'chromium', package: 'chromium' },
  { command: 'curl', package: 'curl' },
  { command: 'ip', package: 'iproute2' },
  // The JDK is the judge of how java.util.Properties reads a file; a JRE cannot launch a source.
  { command: 'javac', package: 'default-jdk-headless' },
  { command: 'openssl', package: 'openssl' },
  { command: 'setpriv', package: 'util-linux' },
];

/**
 * Installs what is missing, where that can be done without asking: as root with apt-get.
 * @returns {Promise<string[]>} the commands that are still missing
 */
export async function provideCommands() {
  const missing = COMMANDS.filter(({ command }) => !hasCommand(command));
  if (missing.length === 0) return [];
  if (mayInstall()) {
    const packages = missing.map((entry) => entry.package);
    process.stdout.write(`apt-get install ${packages.join(' ')}\n`);
    await aptUpdate();
    await aptInstall(packages);
  }
  return missing.map(({ command }) => command).filter((command) => !hasCommand(command));
}

/** Whether packages can be installed without asking anybody. */
export const mayInstall = () => process.getuid?.() === 0 && hasCommand('apt-get');

/** What a person types instead of us. */
export const aptCommand = (packages) =>
  `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;

// Another apt-get, such as the nightly one, may hold dpkg's lock.
const apt = (args, exec) =>
  exec('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    stdout: 'stderr',
  });

export const aptUpdate = (exec = run) => apt(['update'], exec);

export const aptInstall = (packages, exec = run) =>
  apt(['install', '-y', '--no-install-recommends', ...packages], exec);

// A user's PATH often leaves out where Debian keeps ip.
const folders = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

export const hasCommand = (command) =>
  folders().some((folder) => existsSync(join(folder, command)));
