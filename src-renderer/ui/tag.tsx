import type { ReactNode } from 'react';
import type { Tone } from './theme/color.ts';
import { tagClass } from './theme/tag-styles.ts';

interface TagProps {
  readonly children: ReactNode;
  readonly tone?: Tone;
  /** The full text, where the tag itself has a short form of it. */
  readonly title?: string;
}

/** A word or two about something. The words carry the meaning, the tone only repeats it. */
export function Tag({ children, tone = 'neutral', title }: TagProps) {
  return (
    <span className={tagClass} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
