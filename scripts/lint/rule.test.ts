import { join } from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { boundaries } from './boundaries.mjs';

const cwd = join(process.cwd(), 'somewhere');

function complaints(code: string): number {
  const linter = new Linter({ cwd });
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { own: { rules: { boundaries } } },
    rules: { 'own/boundaries': 'error' },
  };
  const messages = linter.verify(code, config as Linter.Config, {
    filename: join(cwd, 'src-main', 'gateway', 'x.ts'),
  });
  expect(messages.map(({ ruleId }) => ruleId)).toEqual(messages.map(() => 'own/boundaries'));
  return messages.length;
}

describe('the rule sees every way to import', () => {
  it.each([
    `import { a } from '../settings/a.ts';`,
    `import '../settings/a.ts';`,
    `import type { A } from '../settings/a.ts';`,
    `export { a } from '../settings/a.ts';`,
    `export * from '../settings/a.ts';`,
    `export type { A } from '../settings/a.ts';`,
    `void import('../settings/a.ts');`,
    `type A = import('../settings/a.ts').A;`,
    `let a: typeof import('../settings/a.ts');`,
    `require('../settings/a.ts');`,
  ])('%s', (code) => {
    expect(complaints(code)).toBe(1);
    expect(complaints(code.replace('settings', 'compliance'))).toBe(0);
  });
});
