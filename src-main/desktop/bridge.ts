/** What the page gets: two functions, and nothing of Electron. Runs in the sandbox of the preload script. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../../src-shared/contract/window.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from './channels.ts';
import { hearers } from './hearers.ts';

export function exposeBridge(): void {
  // What a person chose happens once. Of the gateway and the log the next event says how it is.
  const { tell, on } = hearers(['action']);
  ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, value: unknown) => tell(name, value));
  const bridge: Bridge = {
    call: (name, params) => ipcRenderer.invoke(CALL_CHANNEL, { name, params }),
    on: (name, given: unknown) => {
      if (typeof name !== 'string' || typeof given !== 'function') {
        throw new TypeError('on: a name and a function');
      }
      return on(name, given as (event: unknown) => void);
    },
  };
  // Main checks names and shapes: here they could be checked by nobody who is trusted.
  contextBridge.exposeInMainWorld('sallyport', bridge);
}
