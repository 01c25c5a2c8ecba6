/** The one window: it may come and go while the gateway runs. */
import { app, BrowserWindow, nativeTheme, type WebContents, type WebFrameMain } from 'electron';
import type { Log } from '../../src-shared/log.ts';
import { isOurs, ORIGIN } from './served-file.ts';

export interface WindowHost {
  readonly preload: string;
  /** Where the system takes none from the program itself. */
  readonly icon: string | undefined;
  readonly log: Log;
  /** For every window that is made; the page is not loaded yet. */
  readonly onMade: (contents: WebContents) => void;
}

export interface MainWindow {
  /** Makes it, or brings it to the front. Resolves when its page is loaded. */
  readonly show: () => Promise<void>;
  readonly isVisible: () => boolean;
  /** True for the main frame of our page. */
  readonly isOwn: (frame: WebFrameMain | null) => boolean;
  /** False: there is nobody to hear it. */
  readonly send: (channel: string, ...values: unknown[]) => boolean;
}

/** Before the page has painted; as the page will be. */
const grounds = { dark: '#0f1316', light: '#f6f7f9' } as const;

export function createMainWindow(host: WindowHost): MainWindow {
  let window: BrowserWindow | null = null;

  const make = async (): Promise<void> => {
    const made = new BrowserWindow({
      ...{ width: 1280, height: 800, minWidth: 960, minHeight: 600, show: false },
      title: 'Sallyport',
      ...(host.icon === undefined ? {} : { icon: host.icon }),
      backgroundColor: nativeTheme.shouldUseDarkColors ? grounds.dark : grounds.light,
      webPreferences: {
        preload: host.preload,
        ...{ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
        ...{ nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false },
        ...{ webSecurity: true, spellcheck: false, navigateOnDragDrop: false },
        // Their choosers would hand the page what a person points at.
        disableBlinkFeatures: 'FileSystemAccessLocal',
        devTools: !app.isPackaged,
      },
    });
    window = made;
    made.once('ready-to-show', () => made.show());
    const gone = (): void => {
      if (window === made) window = null;
    };
    made.once('closed', gone);
    // The page ends before its window, and a window without one must not be shown again.
    made.webContents.once('destroyed', gone);
    reloadWhenGone(made, host.log);
    comeBack(made, host.log);
    host.onMade(made.webContents);
    await made.loadURL(`${ORIGIN}/`);
  };

  return {
    show: async () => {
      if (window === null) {
        await make();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    isVisible: () => window !== null && window.isVisible() && !window.isMinimized(),
    isOwn: (frame) => {
      if (window === null || frame === null || window.isDestroyed()) return false;
      const { mainFrame } = window.webContents;
      const same =
        frame.processId === mainFrame.processId && frame.routingId === mainFrame.routingId;
      return same && isOurs(frame.url);
    },
    send: (channel, ...values) => {
      if (window === null || window.isDestroyed()) return false;
      const { webContents } = window;
      // The page ends before its window; one that crashed or is being replaced takes nothing.
      if (webContents.isDestroyed() || webContents.isCrashed()) return false;
      if (!isOurs(webContents.getURL())) return false;
      webContents.send(channel, ...values);
      return true;
    },
  };
}

/** What a newer load or the end of the window does to an older one (net_error_list.h). */
const ERR_ABORTED = -3;

/** No fence sees a page go to about:blank, or to an address that is none. */
function comeBack(window: BrowserWindow, log: Log): void {
  const home = (url: string): void => {
    if (isOurs(url) || window.isDestroyed()) return;
    log.warn({ scheme: url.split(':', 1)[0] }, 'the page left: it is loaded anew');
    window.loadURL(`${ORIGIN}/`).catch((error: unknown) => {
      log.error({ err: error }, 'the page of the window did not load');
    });
  };
  const { webContents } = window;
  webContents.on('did-navigate', (_event, url) => home(url));
  webContents.on('did-fail-load', (_event, code, _what, url, isMainFrame) => {
    if (isMainFrame && code !== ERR_ABORTED) home(url);
  });
}

const GUARD_MS = 60_000;

/** Once: a page that dies again at once would die for ever. */
function reloadWhenGone(window: BrowserWindow, log: Log): void {
  let last = -GUARD_MS;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error({ reason, exitCode }, 'the page of the window ended');
    const now = performance.now();
    if (now - last < GUARD_MS || window.isDestroyed()) return;
    last = now;
    window.webContents.reload();
  });
}
