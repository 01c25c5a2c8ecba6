// `npm run typecheck`: the whole, and src-shared once more without Node and DOM.
import { join } from 'node:path';
import { root } from './lib/root.mjs';
import { endChildrenWithUs, run } from './lib/run.mjs';

endChildrenWithUs();
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const projects = ['tsconfig.json', 'src-shared/tsconfig.json'];
const results = await Promise.all(
  projects.map((project) => run(process.execPath, [tsc, '--project', project], { quiet: true })),
);
for (const { output } of results) process.stdout.write(output);
process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
