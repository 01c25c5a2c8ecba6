/** Ways out of the page: other places, windows, files, devices, and the network below the policy. */
import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { expect, test } from './shared-console.ts';

const security = { tag: '@security' };

const PAUSE_MS = 25;

/** Runs bodies as tasks of the page, one after the other, and waits until what they began would show. */
async function begun(page: Page, ...bodies: readonly string[]): Promise<void> {
  const tasks = bodies.map((body) => `() => { ${body} }`).join(', ');
  await page.evaluate(`(async () => {
    for (const task of [${tasks}]) {
      setTimeout(() => { try { task() } catch {} });
      await new Promise((resolve) => setTimeout(resolve, ${PAUSE_MS}));
    }
  })()`);
}

const link = (href: string, more = '') =>
  `const made = document.createElement('a'); made.href = '${href}'; ${more};
   document.body.append(made); made.click()`;

const form = (action: string, more = '') =>
  `const made = document.createElement('form'); made.action = '${action}'; ${more};
   document.body.append(made); made.submit()`;

const destinations = [
  ...['https://elsewhere.invalid/', 'http://127.0.0.1:1/', 'file:///etc/passwd'],
  ...['data:text/html,x', 'app://elsewhere/', 'app://ui/index.html?again', 'app:///x'],
  ...['chrome://gpu/', 'devtools://devtools/bundled/inspector.html', 'view-source:app://ui/'],
  ...['blob:app://ui/1', 'filesystem:app://ui/x', 'ms-settings:x', 'mailto:x@contoso.test'],
];

const ways = (to: string) => [
  `location.href = '${to}'`,
  `location.replace('${to}')`,
  link(to),
  `const made = document.createElement('meta'); made.httpEquiv = 'refresh';
   made.content = '0;url=${to}'; document.head.append(made)`,
  form(to),
  `navigation.navigate('${to}').finished.catch(() => {})`,
];

test('the page goes nowhere', security, async ({ fenced }) => {
  const { page } = fenced;
  await page.evaluate(() => Object.assign(window, { same: true }));
  const before = page.url();
  for (const to of destinations) await begun(page, ...ways(to));
  expect(page.url()).toBe(before);
  expect(await page.evaluate(() => 'same' in window)).toBe(true);
});

for (const to of ['about:blank', 'about:srcdoc']) {
  test(`a page that goes to ${to} finds itself loaded anew`, security, async ({ fenced }) => {
    const { page } = fenced;
    await page.evaluate(() => Object.assign(window, { same: true }));
    await page.evaluate((where) => void setTimeout(() => location.assign(where)), to);
    const state = () => page.evaluate(() => `${location.href} ${'same' in window}`).catch(String);
    await expect.poll(state).toBe('app://ui/ false');
  });
}

test('the address line of the page keeps its origin', security, async ({ fenced }) => {
  const refused = await fenced.page.evaluate(() =>
    ['https://elsewhere.invalid/', 'app://elsewhere/', 'file:///etc/passwd'].map((to) => {
      try {
        history.pushState(null, '', to);
        return false;
      } catch {
        return true;
      }
    }),
  );
  expect(refused).toEqual([true, true, true]);
});

test('no second window, however it is asked for', security, async ({ fenced }) => {
  const { page, app } = fenced;
  const features = ['', 'popup', 'noopener', 'nodeIntegration=yes,contextIsolation=no,show=no'];
  await page.evaluate(() => Object.assign(window, { opened: [] }));
  const open = (to: string, how: string) =>
    `if (window.open('${to}', '_blank', '${how}') !== null) window.opened.push('${to} ${how}')`;
  for (const to of ['', 'about:blank', ...destinations]) {
    const targets = [link(to, `made.target = '_blank'`), form(to, `made.target = 'x'`)];
    await begun(page, ...features.map((each) => open(to, each)), ...(to === '' ? [] : targets));
  }
  await begun(
    page,
    `const made = document.createElement('webview'); made.src = 'app://ui/';
     document.body.append(made); if ('getURL' in made) window.opened.push('webview')`,
  );
  expect(await page.evaluate('window.opened')).toEqual([]);
  const all = await app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  expect(all).toBe(1);
});

test('a dropped file or link is not opened', security, async ({ fenced }) => {
  const { page } = fenced;
  const before = page.url();
  const session = await page.context().newCDPSession(page);
  const link = { mimeType: 'text/uri-list', data: 'https://elsewhere.invalid/' };
  for (const data of [
    { items: [link], dragOperationsMask: 19 },
    { items: [], files: ['/etc/passwd'], dragOperationsMask: 19 },
  ]) {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
    }
  }
  await session.detach();
  await begun(page, '');
  expect(page.url()).toBe(before);
});

test('nothing is downloaded', security, async ({ fenced }) => {
  const { page, app } = fenced;
  await app.evaluate(({ session }) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    session.defaultSession.on('will-download', (event, item) => {
      told.push(`${item.getFilename()} ${String(event.defaultPrevented)}`);
    });
  });
  const blob = `URL.createObjectURL(new Blob(['x']))`;
  await begun(page, link('app://ui/index.html', `made.download = 'x.html'`));
  await begun(page, link('', `made.href = ${blob}; made.download = 'x.txt'`));
  await begun(page, link('data:application/x-sh,x', `made.download = 'x.sh'`));
  // The policy of the page refuses the three; what came past it would meet the session's own refusal.
  const asked = await app.evaluate(async ({ BrowserWindow }) => {
    const { told } = globalThis as unknown as { told: string[] };
    const before = [...told];
    BrowserWindow.getAllWindows()[0]!.webContents.downloadURL('app://ui/index.html');
    for (let at = 0; at < 1200 && told.length === before.length; at += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { before, told };
  });
  expect(asked).toEqual({ before: [], told: ['index.html true'] });
});

test(
  'no device, no sensor, no notification; the clipboard is written, not read',
  security,
  async ({ fenced }) => {
    const { page } = fenced;
    const states = await page.evaluate(async () => {
      const names = [
        ...['camera', 'microphone', 'geolocation', 'notifications', 'midi', 'clipboard-read'],
        ...['persistent-storage', 'screen-wake-lock', 'window-management', 'local-fonts'],
      ];
      const asked = names.map(async (name) => {
        try {
          return (await navigator.permissions.query({ name: name as PermissionName })).state;
        } catch {
          return 'unknown';
        }
      });
      return Promise.all(asked);
    });
    expect(states).not.toContain('granted');
    expect(states).not.toContain('prompt');

    const tries: Readonly<Record<string, string>> = {
      camera: 'navigator.mediaDevices.getUserMedia({ video: true })',
      microphone: 'navigator.mediaDevices.getUserMedia({ audio: true })',
      screen: 'navigator.mediaDevices.getDisplayMedia({ video: true })',
      place: 'new Promise((yes, no) => navigator.geolocation.getCurrentPosition(yes, no))',
      notification: `Notification.requestPermission().then((said) => { if (said !== 'granted') throw said })`,
      clipboard: 'navigator.clipboard.readText()',
      midi: 'navigator.requestMIDIAccess({ sysex: true })',
      usb: 'navigator.usb.requestDevice({ filters: [] })',
      hid: `navigator.hid.requestDevice({ filters: [] }).then((all) => { if (all.length === 0) throw 'none' })`,
      serial: 'navigator.serial.requestPort({ filters: [] })',
      bluetooth: 'navigator.bluetooth.requestDevice({ acceptAllDevices: true })',
      files: 'window.showDirectoryPicker()',
      pointer: `document.body.requestPointerLock().then(() => {}) ?? Promise.reject()`,
      idle: 'IdleDetector.requestPermission().then((said) => { if (said !== "granted") throw said })',
    };
    // With a click before each, which is what most of them ask for.
    for (const [what, attempt] of Object.entries(tries)) {
      await page.mouse.click(2, 400);
      const answer = await page.evaluate(`
      Promise.race([
        Promise.resolve().then(() => ${attempt}).then(() => 'granted', () => 'refused'),
        new Promise((resolve) => setTimeout(resolve, ${PATIENCE_MS}, 'still asking')),
      ])`);
      expect.soft(answer, what).toBe('refused');
    }
    const written = `navigator.clipboard.writeText('copied').then(() => 'written', String)`;
    // The clipboard is that of the whole screen: another window may take it in between.
    const held = async (): Promise<string> => {
      await page.mouse.click(2, 400);
      expect(await page.evaluate(written)).toBe('written');
      return fenced.app.evaluate(async ({ clipboard }) => await clipboard.readText());
    };
    await expect.poll(held, { timeout: PATIENCE_MS }).toBe('copied');
  },
);

test('no dialog of the page holds anything up', security, async ({ fenced }) => {
  const { page } = fenced;
  const answers = await page.evaluate(() => {
    window.print();
    window.alert('x');
    // Electron has none, and says so with an error.
    const asked = () => {
      try {
        return window.prompt('x');
      } catch {
        return null;
      }
    };
    return [window.confirm('x'), asked()];
  });
  expect(answers).toEqual([false, null]);
});

test(
  'neither WebRTC nor a hint reaches the network, and no name is looked up',
  security,
  async ({ fenced }) => {
    const { page, app } = fenced;
    const heard: string[] = [];
    const datagrams = createSocket('udp4').on('message', () => heard.push('datagram'));
    await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve));
    const connections = createServer((socket) => {
      heard.push('connection');
      socket.destroy();
    });
    await new Promise<void>((resolve) => connections.listen(0, '127.0.0.1', resolve));
    try {
      const udp = datagrams.address().port;
      const tcp = (connections.address() as AddressInfo).port;
      const candidates = await page.evaluate(
        async ([udpPort, tcpPort]) => {
          const relay = { username: 'x', credential: 'x' };
          const tcpRelay = `turn:127.0.0.1:${tcpPort}?transport=tcp`;
          const line = new RTCPeerConnection({
            iceServers: [
              { urls: `stun:127.0.0.1:${udpPort}` },
              { urls: [`turn:127.0.0.1:${udpPort}`, tcpRelay], ...relay },
            ],
          });
          const found: string[] = [];
          const gathered = new Promise<void>((resolve) => {
            line.onicecandidate = ({ candidate }) => {
              if (candidate === null) resolve();
              else if (candidate.candidate !== '') found.push(candidate.candidate);
            };
          });
          line.createDataChannel('x');
          await line.setLocalDescription(await line.createOffer());
          for (const rel of [
            'preconnect',
            'dns-prefetch',
            'prefetch',
            'preload',
            'prerender',
            'icon',
          ]) {
            const hint = document.createElement('link');
            Object.assign(hint, { rel, as: 'image', href: `http://127.0.0.1:${tcpPort}/${rel}` });
            document.head.append(hint);
          }
          await Promise.race([gathered, new Promise((resolve) => setTimeout(resolve, 3000))]);
          line.close();
          return found;
        },
        [udp, tcp] as const,
      );
      expect(candidates).toEqual([]);
      expect(heard).toEqual([]);
    } finally {
      datagrams.close();
      connections.close();
    }
    const resolved = await app.evaluate(({ session }) =>
      session.defaultSession.resolveHost('localhost').then(
        () => 'found',
        (error: unknown) => String(error),
      ),
    );
    expect(resolved).toContain('ERR_NAME_NOT_RESOLVED');
  },
);
