import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Debian's packages of the libraries that Electron's program asks for. Two names: since Debian 13
 * and Ubuntu 24.04 some have the ending t64.
 */
const PACKAGES = [
  { packages: ['libasound2t64', 'libasound2'], files: ['libasound.so'] },
  { packages: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'], files: ['libatk-bridge-2.0.so'] },
  { packages: ['libatk1.0-0t64', 'libatk1.0-0'], files: ['libatk-1.0.so'] },
  { packages: ['libatspi2.0-0t64', 'libatspi2.0-0'], files: ['libatspi.so'] },
  { packages: ['libcairo2'], files: ['libcairo.so', 'libcairo-gobject.so'] },
  { packages: ['libcups2t64', 'libcups2'], files: ['libcups.so'] },
  { packages: ['libdbus-1-3'], files: ['libdbus-1.so'] },
  { packages: ['libdrm2'], files: ['libdrm.so'] },
  { packages: ['libexpat1'], files: ['libexpat.so'] },
  { packages: ['libgbm1'], files: ['libgbm.so'] },
  { packages: ['libgcc-s1'], files: ['libgcc_s.so'] },
  {
    packages: ['libglib2.0-0t64', 'libglib2.0-0'],
    files: ['libglib-2.0.so', 'libgobject-2.0.so', 'libgio-2.0.so', 'libgmodule-2.0.so'],
  },
  { packages: ['libgtk-3-0t64', 'libgtk-3-0'], files: ['libgtk-3.so', 'libgdk-3.so'] },
  { packages: ['libnspr4'], files: ['libnspr4.so', 'libplc4.so', 'libplds4.so'] },
  { packages: ['libnss3'], files: ['libnss3.so', 'libnssutil3.so', 'libsmime3.so', 'libssl3.so'] },
  { packages: ['libpango-1.0-0'], files: ['libpango-1.0.so'] },
  { packages: ['libpangocairo-1.0-0'], files: ['libpangocairo-1.0.so'] },
  { packages: ['libudev1'], files: ['libudev.so'] },
  { packages: ['libx11-6'], files: ['libX11.so'] },
  { packages: ['libx11-xcb1'], files: ['libX11-xcb.so'] },
  { packages: ['libxcb1'], files: ['libxcb.so'] },
  { packages: ['libxcomposite1'], files: ['libXcomposite.so'] },
  { packages: ['libxcursor1'], files: ['libXcursor.so'] },
  { packages: ['libxdamage1'], files: ['libXdamage.so'] },
  { packages: ['libxext6'], files: ['libXext.so'] },
  { packages: ['libxfixes3'], files: ['libXfixes.so'] },
  { packages: ['libxi6'], files: ['libXi.so'] },
  { packages: ['libxkbcommon0'], files: ['libxkbcommon.so'] },
  { packages: ['libxrandr2'], files: ['libXrandr.so'] },
  { packages: ['libxrender1'], files: ['libXrender.so'] },
  { packages: ['libxtst6'], files: ['libXtst.so'] },
];

/**
 * @returns {Promise<string[]>} the shared libraries that an Electron asks for and the dynamic linker
 * does not find
 */
export async function missingLibraries({ dist, executable }, exec = run) {
  const inside = readdirSync(dist);
  const programs = inside
    .filter((name) => /\.so(\.\d+)*$/.test(name) || name === 'chrome_crashpad_handler')
    .map((name) => join(dist, name));
  const { output } = await exec('ldd', [executable, ...programs], {
    quiet: true,
    guardMs: 60_000,
    env: { LC_ALL: 'C' },
  });
  const names = [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !inside.includes(name)).sort();
}

/**
 * @param libraries names of files, such as `libgtk-3.so.0`
 * @returns {Promise<{packages: string[], unknown: string[]}>} the packages under the names that this
 * system uses, and the libraries whose package we do not know
 */
export async function packagesOf(libraries, { exec = run, release = readRelease() } = {}) {
  const named = libraries.map((library) => ({ library, names: namesFor(library) }));
  const known = named.filter(({ names }) => names !== undefined);
  const candidates = await installable([...new Set(known.flatMap(({ names }) => names))], exec);
  const packages = known.map(({ names }) => choose(names, candidates, release));
  return {
    packages: [...new Set(packages)].sort(),
    unknown: named.filter(({ names }) => names === undefined).map(({ library }) => library),
  };
}

function namesFor(library) {
  const base = library.replace(/(\.so)(\.\d+)*$/, '$1');
  return PACKAGES.find(({ files }) => files.includes(base))?.packages;
}

function choose(names, candidates, release) {
  const found = names.find((name) => candidates.has(name));
  if (found !== undefined) return found;
  // apt knows neither, because its lists were never fetched: the release tells.
  return hasT64(release) ? names[0] : names.at(-1);
}

/** Of these names, the ones that are packages here. A virtual package has no candidate. */
async function installable(names, exec) {
  if (names.length === 0) return new Set();
  const { output } = await exec('apt-cache', ['policy', ...names], {
    quiet: true,
    guardMs: 60_000,
    env: { LC_ALL: 'C' },
  });
  const blocks = output.matchAll(/^(\S+):\n\s+Installed: .*\n\s+Candidate: (.*)$/gm);
  return new Set([...blocks].filter((match) => match[2] !== '(none)').map((match) => match[1]));
}

function hasT64({ VERSION_ID = '', UBUNTU_CODENAME = '' }) {
  // Of Ubuntu and what is made from it; 24.04 was the first with the new names.
  if (UBUNTU_CODENAME !== '') return !['bionic', 'focal', 'jammy'].includes(UBUNTU_CODENAME);
  const version = Number.parseFloat(VERSION_ID);
  // Debian's testing has no number.
  return Number.isNaN(version) || version >= 13;
}

function readRelease() {
  try {
    const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
    return Object.fromEntries(
      lines
        .map((line) => /^(\w+)="?([^"]*)"?$/.exec(line))
        .filter((match) => match !== null)
        .map((match) => [match[1], match[2]]),
    );
  } catch {
    return {};
  }
}
