import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/theme/fonts.ts';
import { App } from './app/app.tsx';
import { startStores } from './stores/start.ts';
import { pageNonce } from './ui/theme/look.tsx';

export function begin(): void {
  const root = document.querySelector('#root');
  if (root === null) return;
  startStores();
  createRoot(root).render(
    <StrictMode>
      <App nonce={pageNonce()} />
    </StrictMode>,
  );
}
