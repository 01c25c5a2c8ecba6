import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { ThemeProvider, useColorScheme } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { GlobalLook } from './global-look.tsx';
import { theme } from './theme.ts';

export const themeModes = ['light', 'dark', 'system'] as const;
export type ThemeMode = (typeof themeModes)[number];

interface LookProps {
  readonly mode: ThemeMode;
  /** The nonce of this page load: the policy refuses any style element without it. */
  readonly nonce?: string | undefined;
  readonly children: ReactNode;
}

/** Theme, global styles and the style cache; the mode is remembered by the settings, not here. */
export function Look({ mode, nonce, children }: LookProps) {
  const [cache] = useState(() =>
    createCache({ key: 'sp', prepend: true, ...(nonce === undefined ? {} : { nonce }) }),
  );
  return (
    <CacheProvider value={cache}>
      <ThemeProvider theme={theme} defaultMode={mode} storageManager={null}>
        <FollowMode mode={mode} />
        <GlobalLook />
        {children}
      </ThemeProvider>
    </CacheProvider>
  );
}

function FollowMode({ mode }: Pick<LookProps, 'mode'>) {
  const { setMode } = useColorScheme();
  useEffect(() => setMode(mode), [mode, setMode]);
  return null;
}

/** The nonce that the page was served with, or undefined where there is none (tests, gallery). */
export function pageNonce(page: Document = document): string | undefined {
  const content = page.querySelector('meta[name="csp-nonce"]')?.getAttribute('content');
  return content === null || content === undefined || content === '' ? undefined : content;
}
