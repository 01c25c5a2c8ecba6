import { provideElectron } from './electron.mjs';
import { run } from './run.mjs';
import { SetupError } from './setup-error.mjs';
import { provideSystem } from './system.mjs';

/**
 * @returns {Promise<{path: string, version: string, env: object} | {reason: string}>} the Node inside
 * the Electron that `npm start` would take: on the desktop the gateway runs on that one
 */
export async function electronNode({ log }) {
  try {
    const electron = await provideElectron({ log });
    await provideSystem({ electron, log });
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    const path = electron.executable;
    const { code, output } = await run(path, ['--version'], { env, quiet: true, guardMs: 30_000 });
    if (code !== 0) return { reason: `Electron ${electron.version} does not start as a Node` };
    return { path, version: output.trim().replace(/^v/, ''), env };
  } catch (error) {
    if (error instanceof SetupError) return { reason: error.message };
    throw error;
  }
}
