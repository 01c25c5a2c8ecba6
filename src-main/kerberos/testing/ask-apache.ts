/** One request to the lab's Apache, on a connection of its own. */
import { request } from 'node:http';
import type { Apache } from '../../../lab/realm/index.ts';

export interface Answer {
  readonly status: number;
  readonly user: string | undefined;
  readonly challenge: string | null;
}

export function post(apache: Apache, authorization: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization, host: apache.host, connection: 'close' };
    const options = {
      host: '127.0.0.1',
      port: apache.port,
      path: '/EWS/Exchange.asmx',
      method: 'POST',
      agent: false,
      headers,
    };
    const asked = request(options, (response) => {
      response.resume();
      const user = response.headers['x-remote-user'];
      const challenge = response.headers['www-authenticate'] ?? null;
      const status = response.statusCode ?? 0;
      response.on('end', () =>
        resolve({
          status,
          user: typeof user === 'string' ? user : undefined,
          challenge,
        }),
      );
    });
    asked.on('error', reject);
    asked.end('<Envelope/>');
  });
}
