/**
 * Every piece on its own, for eyes and for axe: `gallery.html?theme=dark&part=table`. Made by
 * gallery.test.ts, not part of the product.
 */
import '../../no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../theme/fonts.ts';
import { Look, pageNonce, themeModes } from '../theme/look.tsx';
import type { ThemeMode } from '../theme/look.tsx';
import { parts } from './parts.tsx';

const asked = new URLSearchParams(location.search);
const mode: ThemeMode = themeModes.find((each) => each === asked.get('theme')) ?? 'system';
const part = asked.get('part');
const chosen = parts.find(({ name }) => name === part) ?? parts[0];

const root = document.querySelector('#root');
if (root !== null && chosen !== undefined) {
  createRoot(root).render(
    <StrictMode>
      <Look mode={mode} nonce={pageNonce()}>
        <chosen.Part />
      </Look>
    </StrictMode>,
  );
}
