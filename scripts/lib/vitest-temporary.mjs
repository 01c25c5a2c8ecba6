import { readdirSync } from 'node:fs';
import { ownTemporary } from './own-temporary.mjs';

let temporary;

/** Vitest calls it before it starts the processes of the tests. */
export function setup() {
  temporary = ownTemporary();
  Object.assign(process.env, temporary.env);
}

export function teardown() {
  const left = readdirSync(temporary.env.TMPDIR);
  if (left.length > 0)
    process.stderr.write(`tests left behind, and it is removed: ${left.join(', ')}\n`);
  temporary.remove();
}
