/** Could a listener be opened there? */
import { createServer } from 'node:net';
import { problem, type Problem, type ProblemDetails } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';

/** Opens a listener and closes it again. Null when that works. */
export async function probePort(
  host: string,
  port: number,
  where: ProblemDetails,
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
    return explain(error, host, port, where);
  }
}

function explain(error: unknown, host: string, port: number, where: ProblemDetails): Problem {
  const shown = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return problem('PORT_IN_USE', `${shown} is in use by another process.`, where);
    case 'EACCES':
      return problem('PORT_FORBIDDEN', `This account may not listen on ${shown}.`, where);
    default: {
      const message = `The gateway cannot listen on ${shown}: ${reasonOf(error)}.`;
      const key = { ...where, key: 'listener.host' };
      return problem('ADDRESS_UNAVAILABLE', message, key);
    }
  }
}
