import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Pixels of the view of an element that scrolls; 0 until it is there. */
export function useHeight(scroller: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = () => setHeight(element.clientHeight);
    measure();
    // There is none outside of a browser.
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return height;
}
