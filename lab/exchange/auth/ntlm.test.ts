import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startExchange } from '../server.ts';
import { md4 } from './md4.ts';

describe('MD4', () => {
  // RFC 1320 A.5.
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    [
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
      '043f8582f241db351ce627e153e7f0e4',
    ],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('of %j', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
  });

  // [MS-NLMP] 4.2.2.1.2
  it('is the hash of a password', () => {
    const hash = md4(Buffer.from('Password', 'utf16le')).toString('hex');
    expect(hash).toBe('a4f49c406510bdcab6824ee7c30fd852');
  });
});

/** curl knows NTLM from others than us. */
describe('NTLM', () => {
  async function curl(password: string, ntlm: boolean): Promise<string> {
    const users = [
      { upn: 'ada@corp.example', password: 'pa:ss word', domain: 'CORP', sam: 'adal' },
    ];
    const exchange = await startExchange({ users, ntlm });
    onTestFinished(exchange.close);
    // Twice, on one connection: the second request says nothing of who asks.
    const print = ['-w', '%{http_code} %{num_connects}\\n', '-o', '/dev/null'];
    const one = ['-s', '--ntlm', '-u', `CORP\\adal:${password}`, ...print, exchange.ewsUrl];
    const { stdout } = await promisify(execFile)('curl', [...one, '--next', ...one]);
    expect(exchange.requests.every(({ user }) => user === null || user === users[0]?.upn)).toBe(
      true,
    );
    return stdout.trim();
  }

  it('signs in a connection', async () => {
    expect(await curl('pa:ss word', true)).toBe('200 1\n200 0');
  });

  it('takes no other password, and nothing where it is switched off', async () => {
    expect(await curl('pa:ss w0rd', true)).toMatch(/^401 .*\n401 /);
    expect(await curl('pa:ss word', false)).toMatch(/^401 .*\n401 /);
  });
});
