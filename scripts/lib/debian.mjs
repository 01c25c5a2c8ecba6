import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/**
 * What the tests call from outside Node: the command and the Debian package that has it. No
 * package with a service.
 */
const COMMANDS = [
  { command: 'curl', package: 'curl' },
  { command: 'ip', package: 'iproute2' },
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
  if (process.getuid?.() === 0 && hasCommand('apt-get')) {
    const packages = missing.map((entry) => entry.package);
    process.stdout.write(`apt-get install ${packages.join(' ')}\n`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['-q', 'update'], { env, stdout: 'stderr' });
    await run('apt-get', ['-q', 'install', '-y', '--no-install-recommends', ...packages], {
      env,
      stdout: 'stderr',
    });
  }
  return missing.map(({ command }) => command).filter((command) => !hasCommand(command));
}

// A user's PATH often leaves out where Debian keeps ip.
const folders = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

const hasCommand = (command) => folders().some((folder) => existsSync(join(folder, command)));
