// The whole console in Electron: part of `npm test`, or alone, for instance
// `node scripts/e2e.mjs app fences` (project, then arguments of Playwright). `packaged` packs first.
// Exit code 3: this machine cannot run Electron, and the reason is the last line on stderr.
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { needsDisplay, startDisplay } from './lib/display.mjs';
import { provideElectron } from './lib/electron.mjs';
import { pack } from './lib/pack.mjs';
import { runPlaywright } from './lib/playwright.mjs';
import { root } from './lib/root.mjs';
import { endChildrenWithUs } from './lib/run.mjs';
import { sandboxSwitches } from './lib/sandbox.mjs';
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
  const product = project === 'packaged' ? await packed(electron) : {};
  const env = { ...display?.env, SALLYPORT_ELECTRON: electron.executable, ...product };
  process.exitCode = await runPlaywright(project, { args, env });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 3;
} finally {
  display?.stop();
}

/** Not in dist/: what somebody packed there stays. */
async function packed(electron) {
  const output = join(root, 'out', 'test', 'packaged');
  const { folder, program } = await pack({ electron, output, log });
  const switches = await sandboxSwitches({ dist: folder, log });
  return { SALLYPORT_PACKAGE: program, SALLYPORT_SWITCHES: switches.join(' ') };
}
