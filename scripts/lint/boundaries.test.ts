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
  ['src-main/testing/lab.ts', '../gateway/listen.ts'],
  ['src-main/headless.ts', './cli/main.ts'],
  ['src-main/desktop/window.ts', 'electron'],
  ['src-shared/decision.ts', 'zod'],
  ['src-shared/decision.test.ts', 'vitest'],
  ['lab/exchange/server.ts', '../../src-shared/devices.ts'],
  ['vitest.config.ts', 'vitest/config'],
];

const refused: [string, string][] = [
  [gate, '../settings/read.ts'],
  [gate, '../supervisor/start.ts'],
  [gate, '../channel/lines.ts'],
  [gate, '../headless.ts'],
  [gate, '../../lab/index.ts'],
  [gate, '../testing/lab.ts'],
  [gate, './listen.test.ts'],
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
