import { cleanup, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach } from 'vitest';
import { Look } from '../ui/theme/look.tsx';

afterEach(cleanup);

/** Renders with the theme. `again` renders another state of the same. */
export function show(element: ReactElement) {
  const dressed = (inner: ReactElement) => <Look mode="light">{inner}</Look>;
  const shown = render(dressed(element));
  return { ...shown, again: (next: ReactElement) => shown.rerender(dressed(next)) };
}
