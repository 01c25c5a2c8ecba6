/** The gateway process of the desktop: a `utilityProcess`, seen as the engine wants it. */
import { app, utilityProcess, type Details, type UtilityProcess } from 'electron';
import type { EngineProcess, ProcessEnd } from '../engine/remote.ts';
import { signalOf } from './exit-cause.ts';

const NAME = 'Sallyport gateway';
const LAST_WORDS = 8000;

/** `file` is the built `gateway-process.cjs`. After the app is ready. */
export function startGatewayChild(file: string): EngineProcess {
  const child = utilityProcess.fork(file, [], {
    serviceName: NAME,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Secrets come by message. Nothing of the console's start may reach it, either.
    execArgv: [],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-LAST_WORDS);
  });
  let gone = false;
  child.once('exit', () => (gone = true));
  const exited = endOf(child).then((end) => ({ ...end, said }));
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

/** `exit` and `child-process-gone` come in no order, and after an orderly end the latter does not come. */
const GONE_MS = 500;

function endOf(child: UtilityProcess): Promise<Omit<ProcessEnd, 'said'>> {
  return new Promise((resolve) => {
    let details: Details | null = null;
    let code: number | null = null;
    let exited = false;
    const settle = (): void => {
      app.off('child-process-gone', onGone);
      const signal = signalOf(details, process.platform);
      // What it wrote last is still under way.
      setImmediate(() => resolve({ code: signal === null ? code : null, signal }));
    };
    const onGone = (_event: unknown, told: Details): void => {
      // One gateway at a time has this name.
      if (told.name !== NAME) return;
      details = told;
      if (exited) settle();
    };
    app.on('child-process-gone', onGone);
    child.once('exit', (given) => {
      exited = true;
      code = given;
      if (details !== null) settle();
      else setTimeout(settle, GONE_MS);
    });
  });
}
