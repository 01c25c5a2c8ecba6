/** What a client may take of a connection, and what it is told; seconds are counted by hand. */
import assert from 'node:assert/strict';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import type { ServerExchange } from './exchange.ts';
import { headerLine } from './fields.ts';
import { limits } from './limits.ts';
import { ServerConnection } from './server-connection.ts';

interface Stage {
  readonly client: Socket;
  readonly connection: ServerConnection;
  readonly exchanges: readonly ServerExchange[];
  readonly received: () => string;
  readonly seconds: (count: number) => void;
  readonly until: (holds: () => boolean) => Promise<void>;
}

async function withConnection(
  answer: (exchange: ServerExchange) => void,
  act: (stage: Stage) => Promise<void>,
  allowHalfOpen = false,
  bug = (_connection: ServerConnection, error: unknown): void => assert.fail(String(error)),
): Promise<void> {
  const exchanges: ServerExchange[] = [];
  const served: ServerConnection[] = [];
  const server = net.createServer((socket) => {
    const connection = new ServerConnection(socket, {
      request: (exchange) => {
        exchanges.push(exchange);
        answer(exchange);
      },
      refused: () => undefined,
      bug,
      closed: () => undefined,
    });
    served.push(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = net.connect({ host: '127.0.0.1', port, allowHalfOpen });
  let received = '';
  client.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  client.on('error', () => undefined);
  const until = async (holds: () => boolean): Promise<void> => {
    for (const until = Date.now() + PATIENCE_MS; !holds();) {
      assert.ok(Date.now() < until, `never; received ${received}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  try {
    await until(() => served.length === 1);
    const [connection] = served;
    assert.ok(connection !== undefined);
    const seconds = (count: number): void => {
      for (let second = 0; second < count; second += 1) connection.tick();
    };
    await act({ client, connection, exchanges, received: () => received, seconds, until });
  } finally {
    client.destroy();
    server.close();
  }
}

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (length: number): string =>
  `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${String(length)}\r\n\r\n`;
const ok = (exchange: ServerExchange): void => {
  const body = Buffer.from('fine');
  exchange.respond({
    status: 200,
    reason: 'OK',
    lines: [headerLine('Content-Length', String(body.length))],
  });
  exchange.write(body);
  exchange.end();
};
const silent = (): void => undefined;

test('a connection on which nothing is asked ends', async () => {
  await withConnection(ok, async ({ client, seconds, received, until }) => {
    seconds(limits.headSeconds - 1);
    assert.equal(client.destroyed, false);
    seconds(1);
    await until(() => client.destroyed);
    assert.equal(received(), '');
  });
});

test('one that was used may be idle for longer', async () => {
  await withConnection(ok, async ({ client, seconds, received, until }) => {
    client.write(get);
    await until(() => received().endsWith('fine'));
    seconds(limits.idleSeconds - 1);
    client.write(get);
    await until(() => received().split('fine').length === 3);
    seconds(limits.idleSeconds);
    await until(() => client.destroyed);
  });
});

test('a head that comes too slowly: 408', async () => {
  await withConnection(ok, async ({ client, connection, seconds, received, until, exchanges }) => {
    client.write('GET / HTTP/1.1\r\nHo');
    await until(() => connection.socket.bytesRead > 0);
    seconds(limits.headSeconds);
    await until(() => received().includes('408'));
    assert.match(received(), /^HTTP\/1\.1 408 .*\r\nConnection: close\r\n/);
    assert.equal(exchanges.length, 0);
    seconds(limits.lingerSeconds + 1);
    await until(() => client.destroyed);
  });
});

test('a body that comes too slowly: 408, and whoever handles it hears that it is over', async () => {
  let closed = false;
  const read = (exchange: ServerExchange): void => {
    exchange.read({ data: silent, end: silent });
    exchange.onClose = () => (closed = true);
  };
  await withConnection(read, async ({ client, seconds, received, until, exchanges }) => {
    client.write(`${post(1_000_000)}slow`);
    await until(() => exchanges.length === 1);
    seconds(limits.bodyGraceSeconds);
    assert.equal(closed, false);
    seconds(1);
    await until(() => received().includes('408'));
    assert.equal(closed, true);
    assert.equal(exchanges[0]?.status, 408);
  });
});

test("a body that the gateway holds back is not the client's fault", async () => {
  await withConnection(silent, async ({ client, seconds, exchanges, until, received }) => {
    client.write(`${post(8)}half`);
    await until(() => exchanges.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    seconds(10 * limits.bodyGraceSeconds);
    const parts: string[] = [];
    exchanges[0]?.read({ data: (part) => parts.push(part.toString()), end: silent });
    client.write('half');
    await until(() => parts.join('') === 'halfhalf');
    assert.equal(received(), '');
  });
});

test('an answer that nobody takes ends the connection', async () => {
  let closed = false;
  const flood = (exchange: ServerExchange): void => {
    exchange.onClose = () => (closed = true);
    exchange.respond({ status: 200, reason: 'OK', lines: [] });
    for (let part = 0; part < 64; part += 1) exchange.write(Buffer.alloc(256 * 1024));
  };
  await withConnection(flood, async ({ client, connection, seconds, until, exchanges }) => {
    client.pause();
    client.write(get);
    await until(() => exchanges.length === 1);
    assert.equal(connection.isBehind, true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    seconds(limits.stalledSeconds + 1);
    await until(() => closed);
    assert.equal(exchanges[0]?.finished, false);
  });
});

test('who is told to go is heard out for a second, and no longer', async () => {
  const refuse = (exchange: ServerExchange): void => {
    exchange.respond({
      status: 403,
      reason: 'No',
      lines: [headerLine('Content-Length', '0')],
      close: true,
    });
    exchange.end();
  };
  await withConnection(
    refuse,
    async ({ client, connection, seconds, received, until }) => {
      client.write(`${post(100)}begun`);
      await until(() => received().includes('403'));
      client.write('more');
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(connection.socket.destroyed, false);
      seconds(limits.lingerSeconds + 1);
      await until(() => connection.socket.destroyed);
    },
    true,
  );
});

test('an answer with fewer bytes than it promised is cut, not ended', async () => {
  const short = (exchange: ServerExchange): void => {
    exchange.respond({ status: 200, reason: 'OK', lines: [headerLine('Content-Length', '10')] });
    exchange.write(Buffer.from('half'));
    exchange.end();
  };
  await withConnection(short, async ({ client, received, until, exchanges }) => {
    client.write(get + get);
    await until(() => client.destroyed);
    assert.match(received(), /half$/);
    assert.equal(exchanges.length, 1);
    assert.equal(exchanges[0]?.finished, false);
  });
});

test('HTTP/1.0: the end of the connection ends the body, and a cut is a reset', async () => {
  const stream = (exchange: ServerExchange): void => {
    exchange.respond({ status: 200, reason: 'OK', lines: [] });
    exchange.write(Buffer.from('begun'));
    if (exchange.head.target === '/whole') exchange.end();
    else
      setTimeout(() => {
        exchange.cut();
      }, 20);
  };
  for (const [target, clean] of [
    ['/whole', true],
    ['/cut', false],
  ] as const) {
    await withConnection(stream, async ({ client, received, until }) => {
      const errors: Error[] = [];
      client.on('error', (error) => errors.push(error));
      client.write(`GET ${target} HTTP/1.0\r\n\r\n`);
      await until(() => client.destroyed);
      assert.match(received(), /^HTTP\/1\.1 200 OK\r\nConnection: close\r\n\r\nbegun$/);
      assert.equal(errors.length === 0, clean);
    });
  }
});

test('whoever throws over a request ends its connection, at its head and at its body, and is told of', async () => {
  const throwing: readonly ((exchange: ServerExchange) => void)[] = [
    () => {
      throw new Error('at the head');
    },
    (exchange) => {
      const end = (): void => undefined;
      const data = (): void => {
        throw new Error('at the body');
      };
      exchange.read({ data, end });
    },
  ];
  const told: string[] = [];
  for (const answer of throwing) {
    await withConnection(
      answer,
      async ({ client, until }) => {
        client.write(`${post(4)}body`);
        await until(() => client.destroyed);
      },
      false,
      (_connection, error) => told.push(String(error)),
    );
  }
  assert.deepEqual(told, ['Error: at the head', 'Error: at the body']);
  // The parser that all share is not left in the middle of something.
  await withConnection(ok, async ({ client, received, until }) => {
    client.write(get);
    await until(() => received().endsWith('fine'));
  });
});
