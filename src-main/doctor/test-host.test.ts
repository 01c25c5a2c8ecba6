/** The Test button against real servers on loopback: a sample Exchange, and much that is none. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { BEARER_CHALLENGE, startExchange, type ExchangeOptions } from '../../lab/index.ts';
import { SallyportError, success } from '../../src-shared/errors.ts';
import { homePaths, type HomePaths } from '../settings/home.ts';
import { hasOpenssl, temporaryCertificate } from '../testing/temporary-certificate.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { runCheck } from './doctor.ts';
import { testHost } from './test-host.ts';

const now = (): Date => new Date();
let paths: HomePaths;
let cleanups: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  paths = homePaths(temporaryFolder(onTestFinished, 'test-host'));
  mkdirSync(paths.trust, { recursive: true });
  saved();
});
afterEach(async () => {
  for (const clean of cleanups.reverse()) await clean();
  cleanups = [];
});

function saved(removes = true, mem: object = {}): void {
  writeFileSync(paths.properties, `remove.unsupported.auth.for.ews=${String(removes)}\n`);
  writeFileSync(paths.memConfiguration, JSON.stringify(mem));
}

const trust = (cert: string): void => writeFileSync(join(paths.trust, 'test.pem'), cert);

async function ask(address: string, boundMs?: number) {
  const found = await testHost(address, {
    paths,
    now,
    ...(boundMs === undefined ? {} : { boundMs }),
  });
  expect(found.map(({ name }) => name)).toEqual([
    ...['resolve', 'connect', 'certificate', 'challenges', 'methods'],
  ]);
  const state = found.map((each) => each.state).join(' ');
  const text = Object.fromEntries(found.map((each) => [each.name, each.text]));
  return { state, text };
}

async function exchange(options: Partial<ExchangeOptions> = {}) {
  const started = await startExchange({ users: [], ...options });
  cleanups.push(() => started.close());
  return started;
}

/** A server that does with a connection what the test says; its port. */
async function raw(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  const port = await listen(server);
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port that nobody listens on. */
async function free(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('an Exchange', () => {
  test('with methods that stay: everything is fine, and plain HTTP is warned of', async () => {
    const { port } = await exchange({
      ...{
        challenges: ['Negotiate', 'NTLM', 'Basic realm="x"'],
        easChallenges: ['Basic realm="x"'],
      },
    });
    const { state, text } = await ask(`http://127.0.0.1:${port}`);
    expect(state).toBe('fine fine warns fine fine');
    expect(text['certificate']).toContain('Plain HTTP');
    expect(text['challenges']).toBe(
      'EWS offers Negotiate, NTLM, Basic. Without a client certificate Basic is left of it.',
    );
    expect(text['methods']).toBe('Basic works for both.');
  });

  test('with the same methods on both: fine', async () => {
    const challenges = [BEARER_CHALLENGE, 'Basic realm="x"'];
    const { port } = await exchange({ challenges, easChallenges: challenges });
    const { state, text } = await ask(`http://localhost:${port}`);
    expect(state).toBe('fine fine warns fine fine');
    expect(text['resolve']).toMatch(/^localhost is .*127\.0\.0\.1/);
    expect(text['methods']).toBe('Basic, Bearer works for both.');
  });

  test('with nothing that would be left: a warning that says so', async () => {
    const { port } = await exchange({ challenges: ['Negotiate', 'NTLM'] });
    const { state, text } = await ask(`http://127.0.0.1:${port}`);
    expect(state).toBe('fine fine warns warns warns');
    expect(text['challenges']).toMatch(/nothing is left of it\. Switch on Basic or modern/);
  });

  interface BySettings {
    readonly what: string;
    readonly removes?: boolean;
    readonly mem?: Readonly<Record<string, unknown>>;
    readonly state: string;
    readonly says: string;
  }
  const bySettings: readonly BySettings[] = [
    { what: 'nothing else', state: 'warns warns', says: 'nothing is left' },
    {
      what: 'NTLM is let through',
      ...{ mem: { authentication: { ntlm: 'pinned' } }, state: 'fine fine' },
      says: 'Without a client certificate NTLM is left of it.',
    },
    {
      what: 'Kerberos is on',
      ...{ mem: { kcd: { enabled: true } }, state: 'warns fine' },
      says: 'Clients without a certificate get in only when EWS offers Basic',
    },
    {
      what: 'nothing is removed',
      ...{ removes: false, state: 'warns warns' },
      says: 'Set remove.unsupported.auth.for.ews=true',
    },
  ];

  test.each(bySettings)(
    'is judged by the saved settings, as by the doctor: $what',
    async ({ removes = true, mem = {}, ...expected }) => {
      const challenges = ['Negotiate', 'NTLM'];
      const { port } = await exchange({ challenges, easChallenges: challenges });
      const hostAndPort = `http://127.0.0.1:${port}`;
      saved(removes, { ...mem, emailServer: { hostAndPort } });
      const { state, text } = await ask(hostAndPort);
      expect(state).toBe(`fine fine warns ${expected.state}`);
      expect(text['challenges']).toContain(expected.says);
      const secret = () => Promise.resolve(success(null));
      const clinic = { paths, now, secret, running: null, user: null };
      const doctor = await runCheck('challenges.ews', clinic);
      expect(text['challenges']).toContain(doctor.text);
    },
  );

  test('is sent no credential and no cookie', async () => {
    const heads: string[] = [];
    const port = await raw((socket) => {
      socket.on('data', (chunk) => {
        heads.push(chunk.toString('latin1'));
        socket.end('HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n');
      });
    });
    expect((await ask(`http://127.0.0.1:${port}`)).state).toBe('fine fine warns fine fine');
    expect(heads.map((head) => head.split('\r\n', 1)[0])).toEqual([
      'GET /EWS/Exchange.asmx HTTP/1.1',
      'OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1',
    ]);
    expect(heads.join('')).not.toMatch(/^(authorization|cookie):/im);
  });
});

describe.skipIf(!hasOpenssl)('a certificate', () => {
  const served = async (names: readonly string[]) => {
    const made = temporaryCertificate(names, 'mail.test');
    const server = createHttps({ key: made.key, cert: made.cert }, (_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    cleanups.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return { address: `https://127.0.0.1:${await listen(server)}`, cert: made.cert };
  };

  test('that is trusted here is shown with its facts', async () => {
    const { address, cert } = await served(['IP:127.0.0.1']);
    trust(cert);
    const { state, text } = await ask(address);
    expect(state).toBe('fine fine fine fine fine');
    expect(text['certificate']).toMatch(
      /^CN=mail\.test, issued by CN=mail\.test, valid until \d{4}-\d\d-\d\d \(\d+ days? left\), SHA-256 [0-9A-F:]{95}\.$/,
    );
  });

  test('that nobody trusts fails, is shown, and nothing is asked of that server', async () => {
    const { address } = await served(['IP:127.0.0.1']);
    const { state, text } = await ask(address);
    expect(state).toBe('fine fine failed skipped skipped');
    expect(text['certificate']).toMatch(/^Not trusted \(.*SELF_SIGNED.*\): CN=mail\.test, /);
    expect(text['challenges']).toBe('Not tried.');
  });

  test('of another name fails, though its issuer is trusted', async () => {
    const { address, cert } = await served(['DNS:other.test']);
    trust(cert);
    const { state, text } = await ask(address);
    expect(state).toBe('fine fine failed skipped skipped');
    expect(text['certificate']).toContain('ALTNAME');
  });
});

describe('no Exchange', () => {
  test('a name that does not exist', async () => {
    const { state, text } = await ask('https://no-such-host.invalid:443');
    expect(state).toBe('failed skipped skipped skipped skipped');
    expect(text['resolve']).toMatch(/no-such-host\.invalid/);
  });

  test.each(['127.0.0.1', 'localhost'])('a port of %s that refuses', async (host) => {
    const port = await free();
    const { state, text } = await ask(`https://${host}:${port}`);
    expect(state).toBe('fine failed skipped skipped skipped');
    expect(text['connect']).toContain('refused');
  });

  test('a server without TLS', async () => {
    const port = await raw((socket) => {
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const { state, text } = await ask(`https://127.0.0.1:${port}`);
    expect(state).toBe('fine fine failed skipped skipped');
    expect(text['certificate']).toBe('The server does not speak TLS on this port.');
  });

  test('one that takes the connection and is silent, over TLS and over HTTP', async () => {
    const port = await raw(() => undefined);
    const tls = await ask(`https://127.0.0.1:${port}`, 200);
    expect(tls.state).toBe('fine fine failed skipped skipped');
    expect(tls.text['certificate']).toBe('No answer within 0.2 s.');
    const plain = await ask(`http://127.0.0.1:${port}`, 200);
    expect(plain.state).toBe('fine fine warns failed skipped');
    expect(plain.text['challenges']).toBe('No answer within 0.2 s.');
  });

  test('one whose answer never ends is let go of', async () => {
    const gone: Promise<void>[] = [];
    const port = await raw((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\n'));
      const timer = setInterval(() => socket.write('X-More: 1\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
      gone.push(new Promise((resolve) => socket.on('close', () => resolve())));
    });
    const { state } = await ask(`http://127.0.0.1:${port}`, 200);
    expect(state).toBe('fine fine warns failed skipped');
    await Promise.all(gone);
    expect(gone.length).toBeGreaterThan(0);
  });

  test('one that speaks no HTTP', async () => {
    const port = await raw((socket) => socket.end('220 mail.test ESMTP\r\n'));
    const { state, text } = await ask(`http://127.0.0.1:${port}`);
    expect(state).toBe('fine fine warns failed skipped');
    expect(text['challenges']).toMatch(/HTTP/);
  });

  test('one that closes without a word', async () => {
    const port = await raw((socket) => socket.on('data', () => socket.destroy()));
    const { state, text } = await ask(`http://127.0.0.1:${port}`);
    expect(state).toBe('fine fine warns failed skipped');
    expect(text['challenges']).toBe('The server closed the connection.');
  });

  test('a web server that asks for no sign-in', async () => {
    const port = await raw((socket) => {
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'));
    });
    const { state, text } = await ask(`http://127.0.0.1:${port}`);
    expect(state).toBe('fine fine warns warns warns');
    expect(text['challenges']).toContain('is this an Exchange server?');
  });
});

test.each(['', 'mail.test', 'https://mail.test:443/owa', 'ftp://mail.test:21'])(
  '%j is no address: HOST_AND_PORT, and nothing is tried',
  async (address) => {
    const error: unknown = await testHost(address, { paths, now }).catch((why: unknown) => why);
    expect(error).toBeInstanceOf(SallyportError);
    expect((error as SallyportError).problems[0]?.code).toBe('HOST_AND_PORT');
  },
);
