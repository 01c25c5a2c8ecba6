// `npm run build`: electron-vite's build through the same lock and stamp that the launcher uses.
import { build } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { endChildrenWithUs } from './lib/run.mjs';

endChildrenWithUs();
const installed = await install();
const { code } = installed.code === 0 ? await build({ force: true, stdout: 'inherit' }) : installed;
process.exitCode = code;
