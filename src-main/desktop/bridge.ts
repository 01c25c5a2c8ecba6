/** What the page gets: two functions, and nothing of Electron. Runs in the sandbox of the preload script. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../../src-shared/contract/window.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from './channels.ts';

type Listener = (event: unknown) => void;

export function exposeBridge(): void {
  const listeners = new Map<string, Set<Listener>>();
  ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, value: unknown) => {
    for (const listener of listeners.get(name) ?? []) tell(listener, value);
  });
  const bridge: Bridge = {
    call: (name, params) => ipcRenderer.invoke(CALL_CHANNEL, { name, params }),
    on: (name, given: unknown) => {
      if (typeof name !== 'string' || typeof given !== 'function') {
        throw new TypeError('on: a name and a function');
      }
      const listener = given as Listener;
      const among = listeners.get(name) ?? new Set();
      listeners.set(name, among.add(listener));
      return () => void among.delete(listener);
    },
  };
  // Main checks names and shapes: here they could be checked by nobody who is trusted.
  contextBridge.exposeInMainWorld('sallyport', bridge);
}

/** One that throws keeps none from hearing. */
function tell(listener: Listener, value: unknown): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
