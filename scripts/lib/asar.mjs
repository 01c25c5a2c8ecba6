/**
 * An asar archive of a few small files: two length-prefixed records (the size of the header, the
 * header as JSON), then the contents. The lengths are little-endian, and the JSON is padded to four
 * bytes.
 * @param files name to content, without folders
 * @returns {Buffer}
 */
export function packAsar(files) {
  const entries = {};
  const contents = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    entries[name] = { size: content.length, offset: String(offset) };
    offset += content.length;
    contents.push(content);
  }
  const json = Buffer.from(JSON.stringify({ files: entries }));
  const padded = Buffer.alloc(Math.ceil(json.length / 4) * 4);
  json.copy(padded);
  const header = Buffer.concat([uint32(padded.length + 4), uint32(json.length), padded]);
  return Buffer.concat([uint32(4), uint32(header.length), header, ...contents]);
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
