import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { withoutServices } from './no-services.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** Where packages are unpacked that would bring a service if they were installed. */
const tools = join(root, 'out', 'tools');

/**
 * What the tests call from outside Node: the command and the Debian package that has it. nginx is `unpacked`: its
 * libraries are there already, so nothing has to be installed.
 */
const COMMANDS = [
  // The servers that read again what the gateway sent to Exchange.
  { command: 'apache2', package: 'apache2-bin' },
  { command: 'nginx', package: 'nginx', unpacked: true },
  // Draws the gallery of the window's pieces and its pages for the tests.
  { command: 'chromium', package: 'chromium' },
  { command: 'curl', package: 'curl' },
  { command: 'ip', package: 'iproute2' },
  // The JDK is the judge of how java.util.Properties reads a file; a JRE cannot launch a source.
  { command: 'javac', package: 'default-jdk-headless' },
  { command: 'openssl', package: 'openssl' },
  { command: 'setpriv', package: 'util-linux' },
  { command: 'slowhttptest', package: 'slowhttptest' },
];

/** And what the servers of lab/realm are made of, which looks for the same by itself. */
const REALM = JSON.parse(readFileSync(join(root, 'lab', 'realm', 'parts.json'), 'utf8'));

/**
 * Installs what is missing, where that can be done without asking: as root with apt-get. No service of it runs, now or
 * after the next start of the machine.
 * @returns {Promise<string[]>} what is still missing: commands and files
 */
export async function provideCommands() {
  const missing = whatIsMissing();
  if (missing.length === 0) return [];
  if (mayInstall()) {
    const named = (entries) => [...new Set(entries.map((entry) => entry.package))];
    const unpacked = named(missing.filter((entry) => entry.unpacked));
    const installed = named(missing.filter((entry) => !entry.unpacked));
    process.stdout.write(`apt-get install ${[...installed, ...unpacked].join(' ')}\n`);
    await aptUpdate();
    if (installed.length > 0)
      await withoutServices(() => aptInstall(installed), { has: hasCommand });
    if (unpacked.length > 0) await unpack(unpacked);
  }
  return [...new Set(whatIsMissing().map((each) => each.command ?? each.file ?? each.library))];
}

const whatIsMissing = () => [...COMMANDS, ...REALM].filter((each) => !isThere(each));

function isThere({ command, file, library }) {
  if (command !== undefined) return hasCommand(command);
  if (file !== undefined) return existsSync(join('/usr', file));
  if (!existsSync('/usr/lib')) return false;
  // Debian keeps libraries in a folder that is named after the kind of machine.
  return readdirSync('/usr/lib')
    .filter((name) => name.endsWith('-linux-gnu'))
    .some((kind) => existsSync(join('/usr/lib', kind, library)));
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

/** Puts a package's files below `tools`: nothing of it is started or configured. */
async function unpack(packages) {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-packages-'));
  try {
    await mkdir(tools, { recursive: true });
    await run('apt-get', ['-q', 'download', ...packages], { cwd: folder, stdout: 'stderr' });
    for (const file of await readdir(folder)) {
      await run('dpkg-deb', ['-x', join(folder, file), tools]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// A user's PATH often leaves out where Debian keeps ip.
const folders = () => [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/sbin',
  join(tools, 'usr', 'sbin'),
];

export const hasCommand = (command) =>
  folders().some((folder) => existsSync(join(folder, command)));
