// Two containers for one picture in several sizes. Both take PNGs as they are.

/**
 * The icon of Windows: a header, a directory with 16 bytes an entry, then the pictures.
 * @param pictures {{size: number, png: Buffer}[]}
 */
export function icoOf(pictures) {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length + 16 * pictures.length;
  const entries = pictures.map(({ size, png }) => {
    const entry = Buffer.alloc(16);
    // A byte each: 256 is written as 0.
    entry.writeUInt8(size % 256, 0);
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)]);
}

/** What macOS calls a size: for a plain screen and, of half that size, for a fine one. */
const types = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};
export const icnsSizes = Object.keys(types).map(Number);

/** The icon of macOS: each picture behind its type and its length, which counts these eight bytes. */
export function icnsOf(pictures) {
  const chunk = (type, content) => {
    const head = Buffer.from(`${type}0000`, 'ascii');
    head.writeUInt32BE(content.length + 8, 4);
    return Buffer.concat([head, content]);
  };
  const chunks = pictures.flatMap(({ size, png }) => types[size].map((type) => chunk(type, png)));
  return chunk('icns', Buffer.concat(chunks));
}
