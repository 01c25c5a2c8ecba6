/** Could a listener be opened there? */
import { createServer } from 'node:net';
import { problem, type Problem, type ProblemDetails } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';

/** `[::1]:8443` */
export function shownAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where the setting stands that is at fault. */
type PlaceOf = (key: 'listener.host' | 'listener.port') => ProblemDetails;

/** Opens a listener and closes it again. Null when that works. */
export async function probePort(
  host: string,
  port: number,
  placeOf: PlaceOf,
): Promise<Problem | null> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    return null;
  } catch (error) {
    return explain(error, host, port, placeOf);
  }
}

function explain(error: unknown, host: string, port: number, placeOf: PlaceOf): Problem {
  const shown = shownAddress(host, port);
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return problem(
        'PORT_IN_USE',
        `${shown} is in use by another process.`,
        placeOf('listener.port'),
      );
    case 'EACCES':
      return problem(
        'PORT_FORBIDDEN',
        `This account may not listen on ${shown}.`,
        placeOf('listener.port'),
      );
    default: {
      const message = `The gateway cannot listen on ${shown}: ${reasonOf(error)}.`;
      return problem('ADDRESS_UNAVAILABLE', message, placeOf('listener.host'));
    }
  }
}
