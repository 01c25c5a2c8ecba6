/** Patterns in the lists of the policies: any case, `*` for anything. Linear in what is compared. */
import type { AllowedAndBlocked } from '../../src-shared/settings/in-force.ts';
import { platformPatternOf } from '../../src-shared/settings/policy-values.ts';

type Fits = (text: string) => boolean;
/** Which list decided against it; null: none. */
export type Listed = 'allowed' | 'blocked' | null;

export function patternOf(pattern: string): Fits {
  const [first = '', ...rest] = comparable(pattern).split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => comparable(text) === first;
  return (text) => {
    const folded = comparable(text);
    if (!folded.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = folded.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return folded.length >= at + last.length && folded.endsWith(last);
  };
}

export interface OnPlatform {
  readonly platform: string;
  readonly text: string;
}

export function platformPattern(entry: string): (asked: OnPlatform) => boolean {
  const parts = platformPatternOf(entry);
  if (parts === null) return () => false;
  const [platform, pattern] = [patternOf(parts.platform), patternOf(parts.pattern)];
  return (asked) => platform(asked.platform) && pattern(asked.text);
}

/** Why something may not pass; a block counts before an allow. */
export function listJudge<Asked>(
  { allowed, blocked }: AllowedAndBlocked,
  compile: (entry: string) => (asked: Asked) => boolean,
): (asked: Asked) => Listed {
  const allow = allowed?.map(compile) ?? null;
  const deny = blocked.map(compile);
  return (asked) => {
    if (deny.some((fits) => fits(asked))) return 'blocked';
    return allow === null || allow.some((fits) => fits(asked)) ? null : 'allowed';
  };
}

export function isUsed({ allowed, blocked }: AllowedAndBlocked): boolean {
  return allowed !== null || blocked.length > 0;
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase().trim();
}
