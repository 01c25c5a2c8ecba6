import { describe, expect, it } from 'vitest';
import { judgeHead } from './head.ts';
import { headerLine } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';

/** @param flat names and values in turn */
function linesOf(flat: readonly string[]): readonly HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    lines.push(headerLine(flat[at] ?? '', flat[at + 1] ?? ''));
  }
  return lines;
}

function judge(method: string, headers: readonly string[], version = '1.1'): number | null {
  const lines = linesOf(['Host', 'mail.contoso.test', ...headers]);
  return judgeHead({ method, version, lines }, ['x-ens-devices'])?.status ?? null;
}

describe('heads that llhttp lets through and the gateway refuses (facts: ews 6.2)', () => {
  it.each<[string, string, string[], number]>([
    ['two Host', 'POST', ['host', 'other'], 400],
    [
      'two Authorization',
      'POST',
      ['Authorization', 'Basic YQ==', 'authorization', 'Basic Yg=='],
      400,
    ],
    ['two User-Agent', 'POST', ['User-Agent', 'a', 'User-Agent', 'b'], 400],
    ['two device headers', 'POST', ['X-ENS-Devices', 'a', 'x-ens-devices', 'b'], 400],
    ['device header with underscores', 'POST', ['X_ENS_Devices', 'a'], 400],
    ['gzip, chunked', 'POST', ['Transfer-Encoding', 'gzip, chunked'], 501],
    ['a body on GET', 'GET', ['Content-Length', '5'], 400],
    ['a chunked body on OPTIONS', 'OPTIONS', ['Transfer-Encoding', 'chunked'], 400],
    ['a chunked body on DELETE', 'DELETE', ['Transfer-Encoding', 'chunked'], 400],
    ['Connection names Authorization', 'POST', ['Connection', 'close, Authorization'], 400],
    ['Connection names the device header', 'POST', ['Connection', 'X-ENS-Devices'], 400],
    ['Connection names Content-Length', 'POST', ['Connection', 'content-length'], 400],
    ['an unknown expectation', 'POST', ['Expect', 'the-unexpected'], 417],
    ['101 lines', 'POST', Array.from({ length: 200 }, (_, at) => `x${String(at)}`), 431],
  ])('%s', (_name, method, headers, status) => {
    expect(judge(method, headers)).toBe(status);
  });

  it.each(['a/b', '', 'a b', 'a@b', 'a:b', '[::1', 'a,b', '..'])('Host: %s', (host) => {
    const request = { method: 'POST', version: '1.1', lines: linesOf(['Host', host]) };
    expect(judgeHead(request, [])?.status).toBe(400);
  });

  it('HTTP/2.0 in the request line, a coding on HTTP/1.0, no Host', () => {
    expect(judge('POST', [], '2.0')).toBe(505);
    expect(judge('POST', ['Transfer-Encoding', 'chunked'], '1.0')).toBe(400);
    expect(judgeHead({ method: 'POST', version: '1.1', lines: [] }, [])?.status).toBe(400);
  });

  it.each<[string, string[]]>([
    ['POST', ['Content-Length', '5', 'Connection', 'keep-alive', 'Expect', '100-Continue']],
    ['POST', ['Transfer-Encoding', 'Chunked']],
    ['GET', ['Content-Length', '0']],
    ['OPTIONS', ['Cookie', 'a=1', 'Cookie', 'b=2']],
  ])('lets an ordinary %s through', (method, headers) => {
    expect(judge(method, headers)).toBeNull();
  });

  it.each(['mail', 'mail.contoso.test:8443', '10.0.0.1', '[::1]:443'])(
    'Host: %s passes',
    (host) => {
      const request = { method: 'POST', version: '1.1', lines: linesOf(['Host', host]) };
      expect(judgeHead(request, [])).toBeNull();
    },
  );

  it('a device header that the settings spell with "_": once, in that spelling', () => {
    const judgeNamed = (...names: string[]): number | null => {
      const lines = linesOf(['Host', 'a', ...names.flatMap((name) => [name, '1'])]);
      return judgeHead({ method: 'POST', version: '1.1', lines }, ['x_devices'])?.status ?? null;
    };
    expect(judgeNamed('X_Devices')).toBeNull();
    expect(judgeNamed('X_Devices', 'x_devices')).toBe(400);
    expect(judgeNamed('X_Devices', 'X-Devices')).toBe(400);
  });
});
