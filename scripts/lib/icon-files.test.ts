import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { icnsOf, icoOf } from './icon-files.mjs';
import { root } from './root.mjs';

const asset = (name: string) => readFileSync(join(root, 'assets', name));
const SIGNATURE = '89504e470d0a1a0a';

/** Width and height, out of the first chunk of a PNG. */
function sizeOf(png: Buffer): [number, number] {
  expect(png.subarray(0, 8).toString('hex')).toBe(SIGNATURE);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

function readIco(file: Buffer) {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_each, index) => {
    const at = 6 + 16 * index;
    const start = file.readUInt32LE(at + 12);
    const png = file.subarray(start, start + file.readUInt32LE(at + 8));
    return { said: file.readUInt8(at) || 256, size: sizeOf(png) };
  });
}

function readIcns(file: Buffer) {
  expect(file.subarray(0, 4).toString()).toBe('icns');
  expect(file.readUInt32BE(4)).toBe(file.length);
  const found: Record<string, number> = {};
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const png = file.subarray(at + 8, at + file.readUInt32BE(at + 4));
    found[file.subarray(at, at + 4).toString()] = sizeOf(png)[0];
  }
  return found;
}

it('has the icon of Windows with its largest and its smallest size', () => {
  const pictures = readIco(asset('icon.ico'));
  for (const { said, size } of pictures) expect(size).toEqual([said, said]);
  const sizes = pictures.map(({ said }) => said);
  expect(sizes).toEqual(expect.arrayContaining([16, 32, 48, 256]));
});

it('has the icon of macOS', () => {
  expect(readIcns(asset('icon.icns'))).toMatchObject({ icp4: 16, ic11: 32, ic08: 256, ic10: 1024 });
});

it('has the icon of Linux and those of the tray', () => {
  expect(sizeOf(asset('icon.png'))).toEqual([512, 512]);
  expect(sizeOf(asset('public/tray.png'))).toEqual([22, 22]);
  expect(sizeOf(asset('public/tray@2x.png'))).toEqual([44, 44]);
  expect(sizeOf(asset('public/trayTemplate.png'))).toEqual([16, 16]);
  expect(sizeOf(asset('public/trayTemplate@2x.png'))).toEqual([32, 32]);
});

it('puts the pictures in as they are', () => {
  const png = Buffer.concat([asset('public/tray.png')]);
  const pictures = [{ size: 16, png }];
  expect(icoOf(pictures).subarray(22)).toEqual(png);
  expect(icnsOf(pictures).subarray(16)).toEqual(png);
});
