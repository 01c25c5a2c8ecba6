/** Builds the gallery into a folder of its own and serves it: nothing of it reaches the product. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { serveFolder, type PageServer } from '../../src-main/testing/page-server.ts';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';

const source = fileURLToPath(new URL('../ui/gallery', import.meta.url));

export async function serveGallery(): Promise<PageServer> {
  const { path: folder, remove } = makeTemporary('gallery');
  await build({
    configFile: false,
    root: source,
    logLevel: 'error',
    plugins: [react()],
    build: {
      target: 'chrome114',
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { input: join(source, 'gallery.html') },
    },
  });
  const { url, close } = await serveFolder(folder);
  return {
    url: `${url}gallery.html`,
    close: async () => {
      await close();
      remove();
    },
  };
}
