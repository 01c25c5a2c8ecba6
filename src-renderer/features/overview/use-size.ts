import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** The room an element has, in whole pixels. */
export function useSize<Element extends HTMLElement>(): {
  readonly ref: RefObject<Element | null>;
  readonly width: number;
  readonly height: number;
} {
  const ref = useRef<Element>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (ref.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setRoom({ width: Math.floor(width), height: Math.floor(height) });
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return { ref, ...room };
}
