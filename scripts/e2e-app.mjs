// The e2e of the whole console in Electron: part of `npm test`, or alone `node scripts/e2e-app.mjs`.
// Exit code 3: this machine cannot run Electron, and the reason is the last line on stderr.
import { driveConsole } from '../e2e/app/console.e2e.mjs';
import { build } from './lib/build.mjs';
import { needsDisplay, startDisplay } from './lib/display.mjs';
import { provideElectron } from './lib/electron.mjs';
import { root } from './lib/root.mjs';
import { SetupError } from './lib/setup-error.mjs';
import { provideSystem } from './lib/system.mjs';

const GUARD_MS = 180_000;
const log = (text) => process.stderr.write(`sallyport: ${text}\n`);

let display;
try {
  const { code } = await build();
  if (code !== 0) process.exit(code);
  const electron = await provideElectron({ log });
  await provideSystem({ electron, log });
  // Counted from here: a first download may take its time.
  const guard = setTimeout(() => {
    log('the console did not do it in time');
    process.exit(1);
  }, GUARD_MS);
  if (needsDisplay()) display = await startDisplay();
  const env = { ...process.env, ...display?.env };
  await driveConsole({ executable: electron.executable, root, env });
  process.stdout.write('ok\n');
  clearTimeout(guard);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 3;
} finally {
  display?.stop();
}
