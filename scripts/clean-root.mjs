// `node scripts/clean-root.mjs [--suite bookworm] [--keep]`: the README's two commands on a bare machine.
// Makes a Debian root with debootstrap, with this Node and nothing else, clones what is committed into it,
// and runs `npm start` and `npm test` there, as root, without a display or a question. Debian or Ubuntu,
// root, about 4 GB and half an hour. The root is removed at the end.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib/root.mjs';

const { values } = parseArgs({
  options: {
    suite: { type: 'string', default: 'bookworm' },
    keep: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const GUARD_MS = 60 * 60_000;
const NODE = '/usr/local/bin/node';
const CHECKOUT = '/srv/sallyport';
/** Not where the packages of Debian keep theirs: an installation writes that file anew. */
const AUTHORITIES = '/srv/authorities.pem';
const ownAuthorities = process.env.NODE_EXTRA_CA_CERTS;
const say = (text) => process.stdout.write(`${text}\n`);

const bare = mkdtempSync(join(tmpdir(), 'sallyport-bare-'));
try {
  makeRoot();
  const commands = [
    ['start', 'npm start -- --exit-when-ready --home /srv/home-new'],
    ['start', 'npm start -- --exit-when-ready --lab'],
    ['test', 'SALLYPORT_STRICT=1 npm test'],
  ].filter(([name]) => values.only === undefined || name === values.only);
  for (const [, command] of commands) await inRoot(command);
  say('both commands succeeded in a bare root');
} finally {
  if (values.keep) say(`kept: ${bare}`);
  else rmSync(bare, { recursive: true, force: true });
}

function makeRoot() {
  // It becomes `/`, which every account may enter.
  chmodSync(bare, 0o755);
  const mirror =
    process.env.DEBOOTSTRAP_MIRROR === undefined ? [] : [process.env.DEBOOTSTRAP_MIRROR];
  say(`a bare root: debootstrap ${values.suite}`);
  execFileSync('debootstrap', ['--variant=minbase', values.suite, bare, ...mirror], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const file of ['/etc/resolv.conf', '/etc/hosts']) if (existsSync(file)) put(file, file);
  if (ownAuthorities !== undefined) put(ownAuthorities, AUTHORITIES);
  put(realpathSync(process.execPath), NODE);
  const npm = dirname(dirname(realpathSync(execFileSync('which', ['npm']).toString().trim())));
  cpSync(npm, join(bare, '/usr/local/lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx']) {
    const link = `../lib/node_modules/npm/bin/${name}-cli.js`;
    execFileSync('ln', ['-s', link, join(bare, '/usr/local/bin', name)]);
  }
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, join(bare, CHECKOUT)]);
}

function put(from, to) {
  const target = join(bare, to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from, target);
}

/** In namespaces of its own: mounts and processes end with it, whatever happens. */
async function inRoot(command) {
  say(`\n# ${command}`);
  const script = [
    'mount --make-rprivate / && mount --bind "$1" "$1" && cd "$1"',
    'mount -t proc proc proc && mount --rbind /dev dev && mount -t sysfs sysfs sys',
    // Not chroot: in one, nobody gets a user namespace, and Chromium's sandbox is made of them.
    'mkdir -p .outside && pivot_root . .outside && umount -l /.outside',
    `cd ${CHECKOUT} && exec /bin/sh -c "$2"`,
  ].join(' && ');
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    LANG: 'C.UTF-8',
    CI: 'true',
    ...passedOn(),
  };
  const begin = performance.now();
  const child = spawn(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', bare, command],
    { stdio: ['ignore', 'inherit', 'inherit'], env },
  );
  const guard = setTimeout(() => child.kill('SIGKILL'), GUARD_MS);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (number, signal) => resolve(number ?? signal));
  });
  clearTimeout(guard);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  if (code !== 0) throw new Error(`${command} ended with ${code} after ${seconds} s`);
  say(`# ${command}: ${seconds} s`);
}

/** How this machine reaches the package registry is no part of what is shown. */
function passedOn() {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const known = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const registry = execFileSync('npm', ['config', 'get', 'registry']).toString().trim();
  const authorities = ownAuthorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: AUTHORITIES };
  return { ...Object.fromEntries(known), ...authorities, npm_config_registry: registry };
}
