import { hasCommand } from './debian.mjs';

/**
 * A command line whose process the kernel ends when we die, even by SIGKILL. Only Linux has that.
 * setpriv becomes the command: the process id stays.
 * @returns {[string, string[]]}
 */
export function endsWithUs(command, args) {
  if (process.platform !== 'linux' || !hasCommand('setpriv')) return [command, args];
  return ['setpriv', ['--pdeathsig', 'TERM', '--', command, ...args]];
}
