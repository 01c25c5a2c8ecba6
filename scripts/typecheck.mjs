// `npm run typecheck`: the whole, src-shared once more without Node and DOM, and the window with a
// DOM and without Node, and the tests and benches that drive it with both.
import { join } from 'node:path';
import { root } from './lib/root.mjs';
import { endChildrenWithUs, run } from './lib/run.mjs';
import { filesBelow } from './lib/stamp.mjs';

endChildrenWithUs();
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const projects = ['tsconfig.json', 'src-shared/tsconfig.json', 'e2e/tsconfig.json'];

// tsc refuses a project without files.
const sources = filesBelow('src-renderer').filter((file) => /\.tsx?$/.test(file));
const isTest = (file) => /\.test\.tsx?$/.test(file) || file.startsWith('src-renderer/testing/');
if (!sources.every(isTest)) projects.push('src-renderer/tsconfig.app.json');
if (sources.some(isTest)) projects.push('src-renderer/tsconfig.test.json');

// What was found before is kept: the next time only what hangs on a changed file is looked at.
const kept = (project) => [
  '--incremental',
  '--tsBuildInfoFile',
  join(root, 'out', 'typecheck', `${project.replaceAll('/', '.')}.tsbuildinfo`),
];
const check = (project) =>
  run(process.execPath, [tsc, '--project', project, ...kept(project)], { quiet: true });
const results = await Promise.all(projects.map(check));
for (const { output } of results) process.stdout.write(output);
process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
