/** What the window is, and how it looks. */
import { create } from 'zustand';
import type { WindowFacts } from '../../src-shared/contract/window.ts';
import { call } from '../api.ts';
import { themeModes } from '../ui/theme/look.tsx';
import type { ThemeMode } from '../ui/theme/look.tsx';
import { readKept, keep } from './kept.ts';

interface WindowState {
  readonly facts: WindowFacts | null;
  readonly theme: ThemeMode;
}

const keptTheme = readKept('theme');

export const useWindow = create<WindowState>()(() => ({
  facts: null,
  theme: themeModes.find((mode) => mode === keptTheme) ?? 'system',
}));

export async function loadFacts(): Promise<void> {
  const reply = await call('facts', {});
  if (reply.ok) useWindow.setState({ facts: reply.value });
}

export function setTheme(theme: ThemeMode): void {
  keep('theme', theme);
  useWindow.setState({ theme });
}
