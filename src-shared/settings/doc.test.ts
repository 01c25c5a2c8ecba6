import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderSettingsDoc } from './doc.ts';

const file = new URL('../../docs/settings.md', import.meta.url);

test('docs/settings.md is what the catalogue says (UPDATE_DOCS=1 writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, renderSettingsDoc());
  expect(readFileSync(file, 'utf8')).toBe(renderSettingsDoc());
});
