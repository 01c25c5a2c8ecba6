// The whole console in Electron: part of `npm test`, or alone, for instance
// `node scripts/e2e.mjs app fences` (project, then arguments of Playwright).
// Exit code 3: this machine cannot run Electron, and the reason is the last line on stderr.
import { build } from './lib/build.mjs';
import { needsDisplay, startDisplay } from './lib/display.mjs';
import { provideElectron } from './lib/electron.mjs';
import { runPlaywright } from './lib/playwright.mjs';
import { endChildrenWithUs } from './lib/run.mjs';
import { SetupError } from './lib/setup-error.mjs';
import { provideSystem } from './lib/system.mjs';

const [project = 'app', ...args] = process.argv.slice(2);
const log = (text) => process.stderr.write(`sallyport: ${text}\n`);

endChildrenWithUs();
let display;
try {
  const { code } = await build();
  if (code !== 0) process.exit(code);
  const electron = await provideElectron({ log });
  await provideSystem({ electron, log });
  if (needsDisplay()) display = await startDisplay();
  const env = { ...display?.env, SALLYPORT_ELECTRON: electron.executable };
  process.exitCode = await runPlaywright(project, { args, env });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 3;
} finally {
  display?.stop();
}
