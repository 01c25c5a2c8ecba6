import { useEffect, useState } from 'react';
import type { WindowAnswer } from '../../../src-shared/contract/window.ts';
import type { Problem } from '../../../src-shared/errors.ts';
import { call } from '../../api.ts';

export type Story =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'told'; readonly told: WindowAnswer<'ensStory'> }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export function useStory(mailbox: string): Story {
  const [story, setStory] = useState<Story>({ kind: 'none' });
  useEffect(() => {
    if (mailbox.trim() === '') {
      setStory({ kind: 'none' });
      return undefined;
    }
    let current = true;
    setStory({ kind: 'asking' });
    void call('ensStory', { user: mailbox }).then((reply) => {
      if (!current) return;
      setStory(
        reply.ok
          ? { kind: 'told', told: reply.value }
          : { kind: 'failed', problems: reply.problems },
      );
    });
    return () => {
      current = false;
    };
  }, [mailbox]);
  return story;
}
