import { RouterProvider } from 'react-router';
import { useWindow } from '../stores/window.ts';
import { Look } from '../ui/theme/look.tsx';
import { router } from './router.tsx';

export function App({ nonce }: { nonce?: string | undefined }) {
  const theme = useWindow((state) => state.theme);
  return (
    <Look mode={theme} nonce={nonce}>
      <RouterProvider router={router} />
    </Look>
  );
}
