/** Proxies as they are written in an afternoon: the judges must see what is wrong with them. */
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { openAnswerLane } from './answer-lane.ts';
import type { AnswerLane } from './answer-lane.ts';
import type { Lane } from './judge.ts';
import { startWitness } from './witness.ts';

/** Has the measured hole of facts ews 6.2. */
export async function openNaiveLane(): Promise<Lane> {
  const witness = await startWitness();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let decided = 0;
  let open = 0;
  const server = http.createServer((request, response) => {
    decided += 1;
    open += 1;
    response.once('close', () => (open -= 1));
    const { 'transfer-encoding': _framing, connection: _connection, ...headers } = request.headers;
    const { method, url } = request;
    const outgoing = http.request(
      { host: '127.0.0.1', port: witness.port, agent, method, path: url, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502);
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => response.destroy());
    request.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    witness,
    decided: () => decided,
    idle: () => open === 0,
    close: async () => {
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
      await witness.close();
    },
  };
}

/** Copies bytes, and keeps one connection to Exchange for everybody. */
export async function openNaiveAnswerLane(): Promise<AnswerLane> {
  const lane = await openAnswerLane();
  let client: Socket | undefined;
  const upstream = net.connect(lane.exchangePort, '127.0.0.1');
  upstream.on('error', () => undefined);
  upstream.on('data', (bytes) => client?.write(bytes));
  const server = net.createServer((socket) => {
    client = socket;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => upstream.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...lane,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      upstream.destroy();
      server.close();
      await lane.close();
    },
  };
}
