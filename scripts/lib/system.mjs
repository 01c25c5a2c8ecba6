import { aptCommand, aptInstall, aptUpdate, hasCommand, mayInstall } from './debian.mjs';
import { DISPLAY_PACKAGES, needsDisplay } from './display.mjs';
import { missingLibraries, packagesOf } from './libraries.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * What a window needs from the system: Electron's libraries, and Xvfb where there is no display.
 * Installs it as root on Debian and Ubuntu.
 * @param electron what provideElectron() gave
 * @throws {SetupError} when something is missing still, with the command to type
 */
export async function provideSystem({ electron, log }) {
  if (process.platform !== 'linux') return;
  const missing = await whatIsMissing(electron);
  if (isNothing(missing)) return;
  if (mayInstall()) {
    log(`this system lacks ${inWords(missing)}`);
    // Before the names are chosen: a new machine has no lists yet.
    await aptUpdate();
    const { packages } = await packagesFor(missing);
    log(`apt-get install ${packages.join(' ')}`);
    if (packages.length > 0) await aptInstall(packages);
    const still = await whatIsMissing(electron);
    if (isNothing(still)) return;
    throw new SetupError(`This system still lacks ${inWords(still)}.\n${await remedy(still)}`);
  }
  throw new SetupError(`This system lacks ${inWords(missing)}.\n${await remedy(missing)}`);
}

async function whatIsMissing(electron) {
  return {
    libraries: await missingLibraries(electron),
    xvfb: needsDisplay() && !hasCommand('Xvfb'),
  };
}

const isNothing = ({ libraries, xvfb }) => libraries.length === 0 && !xvfb;

function inWords({ libraries, xvfb }) {
  const parts = [];
  if (libraries.length > 0) parts.push(`libraries of Electron (${libraries.join(', ')})`);
  if (xvfb) parts.push('a display, and Xvfb to stand in for one');
  return parts.join(' and ');
}

async function packagesFor({ libraries, xvfb }) {
  const { packages, unknown } = await packagesOf(libraries);
  return { packages: xvfb ? [...packages, ...DISPLAY_PACKAGES] : packages, unknown };
}

async function remedy(missing) {
  if (!hasCommand('apt-get')) return "Install your system's packages that have them.";
  const { packages, unknown } = await packagesFor(missing);
  const lines = [];
  if (packages.length > 0) lines.push(`Type: ${aptCommand(packages)}`);
  if (unknown.length > 0) lines.push(`Install the packages that have ${unknown.join(', ')}.`);
  return lines.join('\n');
}
