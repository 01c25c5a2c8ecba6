/** Those that ask: connections that are kept, or a new one for each request. */
import { connectionTo, type Done, type Target } from './connection.ts';
import { requestOf } from './messages.ts';

export interface Asker {
  readonly ask: (done: Done) => void;
  readonly close: () => void;
}

export function askers(target: Target, count: number, fresh: boolean): Asker[] {
  const request = requestOf({ operation: 'FindItem', close: fresh });
  return Array.from({ length: count }, () =>
    fresh ? freshAsker(target, request) : keptAsker(target, request),
  );
}

function keptAsker(target: Target, request: Buffer): Asker {
  const connection = connectionTo(target);
  return { ask: (done) => connection.ask(request, done), close: connection.close };
}

function freshAsker(target: Target, request: Buffer): Asker {
  let connection = connectionTo(target);
  return {
    ask: (done) => {
      connection = connectionTo(target);
      connection.ask(request, (status) => {
        connection.close();
        done(status);
      });
    },
    close: () => connection.close(),
  };
}
