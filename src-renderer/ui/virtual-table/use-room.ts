import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Pixels inside of an element, beside its scroll bars; 0 until it is there, and where nobody can measure. */
export function useRoom(ref: RefObject<HTMLElement | null>): Room {
  const [room, setRoom] = useState<Room>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setRoom((was) => (was.width === width && was.height === height ? was : { width, height }));
    };
    measure();
    // There is none outside of a browser.
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return room;
}
