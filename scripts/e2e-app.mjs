// The e2e of the whole console, by hand: `node scripts/e2e-app.mjs`.
import { driveConsole } from '../e2e/app/console.e2e.mjs';
import { build } from './lib/build.mjs';
import { needsDisplay, startDisplay } from './lib/display.mjs';
import { provideElectron } from './lib/electron.mjs';
import { root } from './lib/root.mjs';

const GUARD_MS = 180_000;
const guard = setTimeout(() => {
  process.stderr.write('the console did not do it in time\n');
  process.exit(1);
}, GUARD_MS);

const { code } = await build();
if (code !== 0) process.exit(code);
const { executable } = await provideElectron({ log: () => undefined });
const display = needsDisplay() ? await startDisplay() : undefined;
try {
  await driveConsole({ executable, root, env: { ...process.env, ...display?.env } });
  process.stdout.write('ok\n');
} finally {
  clearTimeout(guard);
  display?.stop();
}
