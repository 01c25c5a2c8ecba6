import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Below the top of what scrolls: a heading that came this far is where one reads. */
const readAt = 160;

/**
 * Which of the elements one is at: the last whose top has come up to where one reads; at the end of the page the last
 * that is in sight. Scrolling is heard by what scrolls around `inside`.
 */
export function usePlace(
  inside: RefObject<HTMLElement | null>,
  ids: readonly string[],
): string | null {
  const [place, setPlace] = useState<string | null>(null);
  const key = ids.join(' ');
  useEffect(() => {
    const page = inside.current?.closest('main');
    if (page === null || page === undefined) return undefined;
    const look = () => setPlace(placeIn(page, key.split(' ')));
    look();
    page.addEventListener('scroll', look, { passive: true });
    return () => page.removeEventListener('scroll', look);
  }, [inside, key]);
  return place;
}

function placeIn(page: HTMLElement, ids: readonly string[]): string | null {
  const { top, bottom } = page.getBoundingClientRect();
  const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < 2;
  const line = atEnd && page.scrollTop > 0 ? bottom : top + readAt;
  const passed = ids.filter((id) => {
    const found = document.getElementById(id);
    return found !== null && found.getBoundingClientRect().top <= line;
  });
  return passed.at(-1) ?? ids[0] ?? null;
}
