import { describe, expect, it } from 'vitest';
import { contrast } from '../../testing/contrast.ts';
import { dark, light } from './tokens.ts';
import type { Tokens } from './tokens.ts';

const grounds = ['page', 'panel', 'raised', 'sunken', 'hover'] as const;
const onAnyGround = ['text', 'muted', 'primary', 'blocked', 'warn', 'fine'] as const;

const onItsOwn = [
  ['primary', 'primarySoft'],
  ['text', 'primarySoft'],
  ['muted', 'primarySoft'],
  ['onPrimary', 'primary'],
  ['onPrimary', 'primaryHover'],
  ['blocked', 'blockedSoft'],
  ['text', 'blockedSoft'],
  ['muted', 'blockedSoft'],
  ['onBlocked', 'blocked'],
  ['onBlocked', 'blockedHover'],
  ['warn', 'warnSoft'],
  ['text', 'warnSoft'],
  ['muted', 'warnSoft'],
  ['fine', 'fineSoft'],
  ['text', 'fineSoft'],
  ['muted', 'fineSoft'],
] as const;

const pairs = [
  ...onAnyGround.flatMap((text) => grounds.map((ground) => [text, ground] as const)),
  ...onItsOwn,
];

const themes: readonly (readonly [string, Tokens])[] = [
  ['light', light],
  ['dark', dark],
];

describe.each(themes)('%s', (_name, tokens) => {
  it.each(pairs)('%s on %s can be read', (text, ground) => {
    expect(contrast(tokens[text], tokens[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(grounds)('a focus ring stands out from %s', (ground) => {
    expect(contrast(tokens.primary, tokens[ground])).toBeGreaterThanOrEqual(3);
  });
});

describe('contrast', () => {
  it('knows the ends of its scale', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#777777')).toBe(1);
  });
});
