// Draws the pictures in assets/ from the SVGs beside them, with a Chromium: after a change of one,
// `node scripts/icons.mjs`. What it writes is committed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { icnsOf, icnsSizes, icoOf } from './lib/icon-files.mjs';
import { root } from './lib/root.mjs';

const assets = join(root, 'assets');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();

// Apple's grid: the ground fills 824 of 1024, ours fills 240 of 256.
const APPLE = 824 / 1024 / (240 / 256);

const small = (size) => draw('icon-small.svg', size);
const icon = (size) => (size < 48 ? small(size) : draw('icon.svg', size));
const apple = (size) => (size < 48 ? small(size) : draw('icon.svg', size, APPLE));

write('icon.png', await icon(512));
write('icon.ico', icoOf(await each([16, 20, 24, 32, 48, 64, 128, 256], icon)));
write('icon.icns', icnsOf(await each(icnsSizes, apple)));
write('public/tray.png', await small(22));
write('public/tray@2x.png', await small(44));
write('public/trayTemplate.png', await draw('tray-template.svg', 16));
write('public/trayTemplate@2x.png', await draw('tray-template.svg', 32));
await browser.close();

async function draw(name, size, scale = 1) {
  const source = readFileSync(join(assets, name)).toString('base64');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<body style="margin:0"><img src="data:image/svg+xml;base64,${source}"
       style="display:block;width:${size}px;height:${size}px;transform:scale(${scale})">`,
  );
  await page.locator('img').evaluate((image) => image.decode());
  return page.screenshot({ omitBackground: true });
}

async function each(sizes, make) {
  const pictures = [];
  for (const size of sizes) pictures.push({ size, png: await make(size) });
  return pictures;
}

function write(name, bytes) {
  writeFileSync(join(assets, name), bytes);
  process.stdout.write(`assets/${name}: ${bytes.length} bytes\n`);
}
