/** POSTs in a loop on 64 kept connections, and every answer that was not whole. */
import http from 'node:http';
import https from 'node:https';
import { findItem } from './http-client.ts';

export interface Load {
  readonly stop: () => Promise<void>;
  readonly asked: () => number;
  readonly failures: readonly string[];
}

export interface LoadOptions {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly secure?: boolean;
  /** Between the answer and the next request of a connection. */
  readonly pauseMs?: number;
}

const CONNECTIONS = 64;

export function load({ port, headers, secure = false, pauseMs = 40 }: LoadOptions): Load {
  const failures: string[] = [];
  const options = { keepAlive: true, maxSockets: CONNECTIONS };
  const agent = secure
    ? new https.Agent({ ...options, rejectUnauthorized: false })
    : new http.Agent(options);
  let asked = 0;
  let going = true;
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const open = secure ? https.request : http.request;
      const to = { host: '127.0.0.1', port, method: 'POST', path: '/EWS/Exchange.asmx' };
      const request = open({ ...to, headers, agent }, (answer) => {
        answer.resume().on('close', () => {
          if (answer.statusCode !== 200 || !answer.complete)
            failures.push(`status ${answer.statusCode ?? 0}`);
          resolve();
        });
      });
      request.on('error', (error) => {
        failures.push(error.message);
        resolve();
      });
      request.end(findItem);
      asked += 1;
    });
  const loops = Array.from({ length: CONNECTIONS }, async () => {
    for (; going; await new Promise((resolve) => setTimeout(resolve, pauseMs))) await one();
  });
  return {
    failures,
    asked: () => asked,
    stop: async () => {
      going = false;
      await Promise.all(loops);
      agent.destroy();
    },
  };
}
