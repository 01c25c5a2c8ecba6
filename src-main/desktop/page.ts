/** The page's line to main: calls in, events out. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import {
  gatewayViewSchema,
  type GatewayView,
  type WindowEvent,
} from '../../src-shared/contract/window.ts';
import type { Log } from '../../src-shared/log.ts';
import type { WindowConsole } from '../console/window/facts.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from './channels.ts';
import { pageActions, type PageActions } from './page-actions.ts';
import { sparingLog } from './sparing-log.ts';
import { turnstile } from './turnstile.ts';
import { answerWindow } from './window-calls.ts';
import type { MainWindow } from './window.ts';

export interface PageLine {
  readonly pushLog: (batch: WindowEvent<'log'>) => void;
  /** The gateway's view may be another one. */
  readonly pushView: () => void;
  readonly actions: PageActions;
  readonly close: () => void;
}

export interface PageOptions {
  readonly window: MainWindow;
  readonly console: () => WindowConsole;
  readonly view: () => Promise<GatewayView>;
  readonly log: Log;
}

const VIEW_MS = 2000;

export function openPageLine({ window, console, view, log }: PageOptions): PageLine {
  let asking = false;
  let again = false;

  const push = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      window.send(EVENT_CHANNEL, 'gateway', gatewayViewSchema.parse(await view()));
    } catch (error) {
      log.error({ err: error }, 'the view of the gateway failed: this is a bug');
    }
    asking = false;
    // What changed meanwhile came too late for the question.
    if (again) {
      again = false;
      void push();
    }
  };
  const timer = setInterval(() => {
    if (window.isVisible()) void push();
  }, VIEW_MS);

  const actions = pageActions((id) => window.send(EVENT_CHANNEL, 'action', id));
  const context = {
    log: sparingLog(log),
    // Each export asks for a file, with a dialog of its own.
    turnstile: turnstile({
      ...{ exportLog: 1, explore: 1, testHost: 2, kerberosTest: 2 },
      ...{ probeServer: 2, trustCertificate: 1 },
    }),
  };
  ipcMain.handle(CALL_CHANNEL, async (event: IpcMainInvokeEvent, message: unknown) => {
    // At once: later the frame may be gone (Electron 33).
    const trusted = window.isOwn(event.senderFrame);
    const reply = await answerWindow(trusted, message, { ...context, console: console() });
    // The first thing that a page asks for; the view follows it.
    if (trusted && (message as { name?: unknown } | null)?.name === 'facts') {
      actions.pageAsked();
      void push();
    }
    return reply;
  });
  return {
    pushLog: (batch) => window.send(EVENT_CHANNEL, 'log', batch),
    pushView: () => void push(),
    actions,
    // Calls are answered to the end: the page asks on until it is gone.
    close: () => clearInterval(timer),
  };
}
