import { useEffect, useState } from 'react';
import type { Reply } from '../../src-shared/contract/window.ts';

const TYPING_MS = 250;

/** The answer to a question that depends on what is being typed. Null: none yet, or nothing to ask. */
export function useAsked<Answer>(
  /** What the answer depends on; null asks nothing. */
  about: string | null,
  ask: () => Promise<Reply<Answer>>,
): Reply<Answer> | null {
  const [answered, setAnswered] = useState<{ about: string; reply: Reply<Answer> } | null>(null);
  useEffect(() => {
    if (about === null) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void ask().then((reply) => {
        if (current) setAnswered({ about, reply });
      });
    }, TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
    // `ask` is another function each time; what it asks is in `about`.
  }, [about]);
  return answered?.about === about ? answered.reply : null;
}
