/** The gateway process of the desktop: a `utilityProcess`, seen as the engine wants it. */
import { utilityProcess } from 'electron';
import type { EngineProcess } from '../engine/remote.ts';

const LAST_WORDS = 8000;

/** `file` is the built `gateway-process.cjs`. After the app is ready. */
export function startGatewayChild(file: string): EngineProcess {
  const child = utilityProcess.fork(file, [], {
    serviceName: 'Sallyport gateway',
    stdio: ['ignore', 'ignore', 'pipe'],
    // Secrets come by message. Nothing of the console's start may reach it, either.
    execArgv: [],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-LAST_WORDS);
  });
  let gone = false;
  const exited = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.once('exit', (code) => {
      gone = true;
      // What it wrote last is still under way.
      setImmediate(() => resolve({ code, said }));
    });
  });
  return {
    port: {
      post: (message) => {
        if (!gone) child.postMessage(message);
      },
      onMessage: (handler) => void child.on('message', handler),
      onClose: (handler) => void exited.then(handler),
    },
    exited,
    kill: () => {
      const { pid } = child;
      // A hanging event loop takes no SIGTERM.
      if (pid === undefined) child.kill();
      else process.kill(pid, 'SIGKILL');
    },
  };
}
