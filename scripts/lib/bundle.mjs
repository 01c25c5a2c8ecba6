// How the parts outside the window are bundled: the product by electron-vite, the net tests by Vite
// itself.

/** Syntax of the oldest host, Electron 25's Node. */
export const target = 'node18.15';

/** And of its window. */
export const browserTarget = 'chrome114';

/** Native code stays a require at run time; everything else goes into the bundle. */
export const external = [/\.node$/, 'libsql'];

// The oldest host has no ESM main.
export const output = {
  format: /** @type {const} */ ('cjs'),
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
};
