/**
 * The tokens as CSS variables: one stylesheet for both themes, so that a change of theme repaints
 * and renders nothing again.
 */
import { dark, light } from './tokens.ts';
import type { Tokens } from './tokens.ts';

type Name = keyof Tokens;

const names = Object.keys(light) as Name[];

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const variable = (name: Name) => `--c-${kebab(name)}`;

/** `color.muted` is `var(--c-muted)`: for `sx`, `styled`, charts and SVG alike. */
export const color = Object.fromEntries(
  names.map((name) => [name, `var(${variable(name)})`]),
) as Readonly<Record<Name, string>>;

function declare(tokens: Tokens): Record<string, string> {
  return Object.fromEntries(names.map((name) => [variable(name), tokens[name]]));
}

export const colorVariables = {
  ':root, [data-theme="light"]': { ...declare(light), colorScheme: 'light' },
  '[data-theme="dark"]': { ...declare(dark), colorScheme: 'dark' },
};

/** What a colour means. `neutral` means nothing. */
export const tones = ['fine', 'warn', 'blocked', 'primary', 'neutral'] as const;
export type Tone = (typeof tones)[number];

export const toneColor: Readonly<Record<Tone, { text: string; soft: string }>> = {
  fine: { text: color.fine, soft: color.fineSoft },
  warn: { text: color.warn, soft: color.warnSoft },
  blocked: { text: color.blocked, soft: color.blockedSoft },
  primary: { text: color.primary, soft: color.primarySoft },
  neutral: { text: color.muted, soft: color.sunken },
};
