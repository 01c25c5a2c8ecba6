/** What a script in the page finds: nothing of Node or Electron, and a bridge of two functions. */
import { expect, test } from './shared-console.ts';

const security = { tag: '@security' };

test(
  'no Node and no Electron in the page, its frames or its preload',
  security,
  async ({ fenced }) => {
    const { page, app } = fenced;
    const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname'];
    const types = await page.evaluate((all) => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const inside = frame.contentWindow as unknown as Record<string, unknown>;
      const outside = window as unknown as Record<string, unknown>;
      const found = all.map((name) => [typeof outside[name], typeof inside[name]]);
      return [...found.flat(), typeof inside['sallyport'], typeof outside['electron']];
    }, names);
    expect(new Set(types)).toEqual(new Set(['undefined']));

    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const all = BrowserWindow.getAllWindows().map(({ webContents }) => {
        // Not in Electron's types, and in all its versions.
        const told = webContents as unknown as {
          getLastWebPreferences: () => Record<string, unknown>;
        };
        return told.getLastWebPreferences();
      });
      return all[0];
    });
    expect(preferences).toMatchObject({
      ...{ contextIsolation: true, sandbox: true, webSecurity: true, nodeIntegration: false },
      ...{ nodeIntegrationInSubFrames: false, webviewTag: false },
    });
  },
);

test('the bridge is two functions that nobody replaces', security, async ({ fenced }) => {
  const found = await fenced.page.evaluate(() => {
    const { sallyport } = window;
    const tries = [
      () => Object.assign(window, { sallyport: null }),
      () => Object.assign(sallyport, { call: () => 'mine' }),
      () => Object.defineProperty(sallyport, 'more', { value: 1 }),
      () => Object.setPrototypeOf(sallyport, { mine: 1 }),
      () => {
        if (!Reflect.deleteProperty(window, 'sallyport')) throw new Error('kept');
      },
    ];
    const refused = tries.map((attempt) => {
      try {
        attempt();
        return false;
      } catch {
        return true;
      }
    });
    const members = Object.entries(sallyport).map(([name, value]) => `${name} ${typeof value}`);
    return { refused, members, same: window.sallyport === sallyport };
  });
  expect(found).toEqual({
    refused: [true, true, true, true, true],
    members: ['call function', 'on function'],
    same: true,
  });
});

test('the page cannot change what the preload script works with', security, async ({ fenced }) => {
  const reply = await fenced.page.evaluate(async () => {
    const heard: string[] = [];
    const spy = (what: string) =>
      function (this: unknown, ...given: unknown[]) {
        if (given[0] === 'gateway' || given[0] === 'facts') heard.push(what);
        return undefined;
      };
    const native = Object.getOwnPropertyDescriptors(Map.prototype);
    Object.assign(Map.prototype, { set: spy('set'), get: spy('get') });
    Object.assign(Object.prototype, { polluted: 'yes', name: 'stop' });
    try {
      const { sallyport } = window;
      const stop = sallyport.on('gateway', () => undefined);
      const answer = await sallyport.call('facts', JSON.parse('{"__proto__":{"polluted":"deep"}}'));
      stop();
      return { answer, heard };
    } finally {
      Object.defineProperties(Map.prototype, native);
      const inherited = Object.prototype as Record<string, unknown>;
      delete inherited['polluted'];
      delete inherited['name'];
    }
  });
  expect(reply).toMatchObject({ answer: { ok: true }, heard: [] });
  const polluted = await fenced.app.evaluate(() => 'polluted' in {});
  expect(polluted).toBe(false);
});

test('inherited and unknown names are no calls', security, async ({ fenced }) => {
  const names = [
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'],
    ...[
      '',
      ' facts',
      'Facts',
      'facts\0',
      'eval',
      'then',
      0,
      null,
      true,
      ['facts'],
      { name: 'facts' },
    ],
  ];
  for (const name of names) {
    expect(await fenced.ask(name, {})).toMatchObject({ ok: false, problems: [{ code: 'USAGE' }] });
  }
});

test(
  'a listener that throws, or is none, keeps no other from hearing',
  security,
  async ({ fenced }) => {
    const found = await fenced.page.evaluate(async () => {
      const { sallyport } = window;
      const refused = [null, 'text', {}, undefined].map((listener) => {
        try {
          sallyport.on('gateway', listener);
          return false;
        } catch {
          return true;
        }
      });
      const names = ['__proto__', 'constructor', 'sallyport:call'].map(
        (name) => typeof sallyport.on(name, () => undefined),
      );
      sallyport.on('gateway', () => {
        throw new Error('mine');
      });
      const heard = new Promise((resolve) => sallyport.on('gateway', resolve));
      void sallyport.call('facts', {});
      return { refused, names, view: await heard };
    });
    expect(found).toMatchObject({
      refused: [true, true, true, true],
      names: ['function', 'function', 'function'],
      view: { kind: 'running' },
    });
  },
);
