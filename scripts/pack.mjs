// `npm run pack`: a folder with the console that runs without a checkout, in dist/.
// `-- --tar` also makes an archive of it (Linux), `-- --installer` what electron-builder.yml
// declares for this system (Windows: NSIS, macOS: dmg).
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { provideElectron } from './lib/electron.mjs';
import { install } from './lib/install.mjs';
import { DEVRUNTIME } from './lib/pack-plan.mjs';
import { pack, tarOf } from './lib/pack.mjs';
import { root } from './lib/root.mjs';
import { endChildrenWithUs } from './lib/run.mjs';
import { SetupError } from './lib/setup-error.mjs';

const KNOWN = ['--tar', '--installer', '--official'];
const log = (text) => process.stderr.write(`sallyport: ${text.replaceAll('\n', '\n  ')}\n`);
const args = process.argv.slice(2);

endChildrenWithUs();
try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 1;
}

async function main() {
  refuseWhatCannotWork();
  if ((await install()).code !== 0) throw new SetupError('npm ci failed; it says why above.');
  if ((await build()).code !== 0) throw new SetupError('The build failed; it says why above.');
  const electron = await provideElectron({ log, official: args.includes('--official') });
  const made = await pack({
    electron,
    output: join(root, 'dist'),
    installer: args.includes('--installer'),
    log,
  });
  const archives = args.includes('--tar') ? [await tarOf(made.folder)] : [];
  if (!electron.official) {
    log(
      `Electron ${electron.version} is not the one that this version is made for: the package is\n` +
        `called ${DEVRUNTIME}, says so in red, and listens on loopback only. Do not ship it.`,
    );
  }
  for (const path of [made.program, ...made.installers, ...archives]) {
    process.stdout.write(`${path}\n`);
  }
}

/** Before minutes of work. */
function refuseWhatCannotWork() {
  const stray = args.find((arg) => !KNOWN.includes(arg));
  if (stray !== undefined) {
    throw new SetupError(`${stray} is unknown; there are ${KNOWN.join(', ')}.`);
  }
  const linux = process.platform === 'linux';
  if (args.includes('--tar') && !linux) {
    throw new SetupError('--tar is for Linux; here --installer makes what people install.');
  }
  if (args.includes('--installer') && linux) {
    throw new SetupError('There is no installer for Linux; --tar makes an archive of the folder.');
  }
}
