import { describe, expect, it } from 'vitest';
import { forbidden } from './boundaries.mjs';

const gate = 'src-main/gateway/listen.ts';

const allowed: [string, string][] = [
  [gate, './route.ts'],
  [gate, '../compliance/decide.ts'],
  [gate, '../kerberos/ticket.ts'],
  [gate, '../../src-shared/decision.ts'],
  [gate, 'node:http'],
  [gate, 'saxes'],
  ['src-main/gateway/deeper/down.ts', '../../trust/revocation.ts'],
  ['src-main/settings/validate.ts', '../trust/load.ts'],
  ['src-main/gateway/listen.test.ts', '../../lab/index.ts'],
  ['src-main/gateway/listen.net.test.ts', '../testing/lab.ts'],
  ['src-main/gateway/listen.test.ts', 'fast-check'],
  ['src-main/gateway/listen.test.ts', './testing/tap.ts'],
  ['src-main/journal/testing.ts', './database.ts'],
  ['src-main/testing/lab.ts', '../gateway/listen.ts'],
  ['src-main/headless.ts', './cli/main.ts'],
  ['src-main/desktop/window.ts', 'electron'],
  ['src-shared/decision.ts', 'zod'],
  ['src-shared/decision.test.ts', 'vitest'],
  ['lab/exchange/server.ts', '../../src-shared/devices.ts'],
  ['vitest.config.ts', 'vitest/config'],
  ['src-renderer/ui/chip.tsx', 'react'],
  ['src-renderer/ui/chip.tsx', '@mui/material/Chip'],
  ['src-renderer/ui/chip.tsx', './theme.ts'],
  ['src-renderer/ui/chip.tsx', '../api.ts'],
  ['src-renderer/pages/log.tsx', '../ui/chip.tsx'],
  ['src-renderer/pages/log.tsx', '../ui/chip.css'],
  ['src-renderer/pages/log.tsx', '../../src-shared/decision.ts'],
  ['src-renderer/ui/chip.test.tsx', '@testing-library/react'],
  ['src-renderer/ui/chip.test.tsx', '../testing/bridge.tsx'],
];

const refused: [string, string][] = [
  [gate, '../settings/read.ts'],
  [gate, '../supervisor/start.ts'],
  [gate, '../channel/lines.ts'],
  [gate, '../headless.ts'],
  [gate, '../../lab/index.ts'],
  [gate, '../testing/lab.ts'],
  [gate, './listen.test.ts'],
  [gate, './testing/tap.ts'],
  ['src-main/journal/store.ts', './testing.ts'],
  ['src-main/journal/store.ts', './testing-event.ts'],
  [gate, './route'],
  [gate, './route.js'],
  [gate, '../unknown/x.ts'],
  [gate, '../../scripts/lib/run.mjs'],
  [gate, 'electron'],
  [gate, 'electron/main'],
  [gate, 'http'],
  [gate, 'fs/promises'],
  [gate, 'vitest'],
  [gate, 'node:test'],
  [gate, '@ewsjs/xhr/lib/x'],
  ['src-main/gateway/listen.net.test.ts', 'vitest'],
  ['src-main/gateway/listen.test.ts', '../settings/read.ts'],
  ['src-main/journal/store.ts', '../compliance/decide.ts'],
  ['src-main/cli/log.ts', '../gateway/listen.ts'],
  ['src-main/unknown/x.ts', 'node:fs'],
  ['src-main/headless.ts', '../lab/main.ts'],
  ['src-shared/decision.ts', 'node:fs'],
  ['src-shared/decision.ts', '../src-main/gateway/listen.ts'],
  ['lab/main.ts', '../src-main/gateway/listen.ts'],
  [gate, './view.tsx'],
  [gate, '../../src-renderer/ui/theme.ts'],
  ['src-shared/decision.ts', '../src-renderer/api.ts'],
  ['src-renderer/ui/chip.tsx', 'electron'],
  ['src-renderer/ui/chip.tsx', 'node:path'],
  ['src-renderer/ui/chip.tsx', 'path'],
  ['src-renderer/ui/chip.tsx', '../../src-main/settings/validate.ts'],
  ['src-renderer/ui/chip.tsx', '../../lab/index.ts'],
  ['src-renderer/ui/chip.tsx', '../testing/bridge.tsx'],
  ['src-renderer/ui/chip.tsx', '@testing-library/react'],
  ['src-renderer/ui/chip.tsx', './theme'],
];

describe('who may import whom', () => {
  it.each(allowed)('%s may import %s', (from, specifier) => {
    expect(forbidden(from, specifier, false)).toBeUndefined();
  });

  it.each(refused)('%s may not import %s', (from, specifier) => {
    expect(forbidden(from, specifier, false)).toBeTypeOf('string');
  });

  it('lets the supervisor have the types of compliance, and no more', () => {
    const from = 'src-main/supervisor/start.ts';
    expect(forbidden(from, '../compliance/types.ts', true)).toBeUndefined();
    expect(forbidden(from, '../compliance/types.ts', false)).toBeTypeOf('string');
  });
});
