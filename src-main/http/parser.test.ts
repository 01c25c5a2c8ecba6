import { describe, expect, it } from 'vitest';
import { Parser } from './parser.ts';
import type { MessageHead } from './parser.ts';

interface Told {
  readonly heads: MessageHead[];
  readonly bodies: string[];
  readonly outcomes: (string | null)[];
}

/** Feeds the pieces one after the other, and the rest behind a message again. */
function parse(
  kind: 'request' | 'response',
  pieces: readonly string[],
  options: { headOnly?: boolean; end?: boolean } = {},
): Told {
  const told: Told = { heads: [], bodies: [], outcomes: [] };
  const parser = new Parser(kind, {
    head: (head) => {
      told.heads.push(head);
      return options.headOnly === true;
    },
    body: (part) => told.bodies.push(part.toString('latin1')),
    complete: () => told.outcomes.push('over'),
  });
  const feed = (bytes: Buffer): void => {
    const parsed = parser.execute(bytes);
    if (parsed.kind === 'complete' && parsed.rest !== null) feed(parsed.rest);
    else if (parsed.kind !== 'more' && parsed.kind !== 'complete') told.outcomes.push(parsed.kind);
  };
  for (const piece of pieces) feed(Buffer.from(piece, 'latin1'));
  if (options.end === true) told.outcomes.push(parser.finish().kind);
  parser.close();
  return told;
}

const request =
  'POST /EWS/Exchange.asmx?a=b HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nx-odd:  \xe4 b \t\r\n' +
  'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nyou\r\n0\r\nX-Trailer: 1\r\n\r\n';

describe('requests', () => {
  const whole = parse('request', [request]);

  it('gives lines as they came, values without the white space around them', () => {
    expect(whole.heads).toEqual([
      {
        method: 'POST',
        target: '/EWS/Exchange.asmx?a=b',
        status: 0,
        reason: '',
        version: '1.1',
        keepAlive: true,
        upgrade: false,
        lines: [
          { name: 'Host', lower: 'host', value: 'a' },
          { name: 'X-Empty', lower: 'x-empty', value: '' },
          { name: 'x-odd', lower: 'x-odd', value: '\xe4 b' },
          { name: 'Transfer-Encoding', lower: 'transfer-encoding', value: 'chunked' },
        ],
      },
    ]);
    expect(whole.bodies).toEqual(['hello', 'you']);
    expect(whole.outcomes).toEqual(['over']);
  });

  it('reads the same wherever the chunks of the network end', () => {
    for (let cut = 1; cut < request.length; cut += 1) {
      const told = parse('request', [request.slice(0, cut), request.slice(cut)]);
      expect(told.heads, String(cut)).toEqual(whole.heads);
      expect(told.bodies.join(''), String(cut)).toBe('helloyou');
      expect(told.outcomes, String(cut)).toEqual(['over']);
    }
    const bytes = parse('request', Array.from(request));
    expect(bytes.heads).toEqual(whole.heads);
    expect(bytes.bodies.join('')).toBe('helloyou');
  });

  it('ends one message before it begins the next', () => {
    const told = parse('request', [request + request + request.slice(0, 20)]);
    expect(told.heads).toHaveLength(2);
    expect(told.outcomes).toEqual(['over', 'over']);
  });

  it('takes chunks larger than its input', () => {
    const body = 'x'.repeat(200_000);
    const told = parse('request', [
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`,
    ]);
    expect(told.bodies.join('')).toBe(body);
    expect(told.outcomes).toEqual(['over']);
  });

  it.each([
    ['101 lines', 'X: y\r\n'.repeat(101)],
    ['one line of 65 KB', `X: ${'y'.repeat(65 * 1024)}\r\n`],
    ['a name of 65 KB', `${'y'.repeat(65 * 1024)}: 1\r\n`],
  ])('stops at a head that is too large: %s', (_name, lines) => {
    expect(parse('request', [`GET / HTTP/1.1\r\n${lines}\r\n`]).outcomes).toEqual(['too large']);
    const slowly = `GET / HTTP/1.1\r\n${lines}\r\n`.match(/[\s\S]{1,1000}/g) ?? [];
    expect(parse('request', slowly).outcomes[0]).toBe('too large');
  });

  it('counts the target into the head, and trailers by themselves', () => {
    const target = `GET /${'a'.repeat(65 * 1024)} HTTP/1.1\r\n\r\n`;
    expect(parse('request', [target]).outcomes).toEqual(['too large']);
    const trailers = request.replace('X-Trailer: 1', `X-Trailer: ${'1'.repeat(65 * 1024)}`);
    expect(parse('request', [trailers]).outcomes).toEqual(['too large']);
  });

  it('takes one space before the target, wherever the chunk ends', () => {
    const line = 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n';
    for (let cut = 1; cut < 8; cut += 1) {
      expect(parse('request', [line.slice(0, cut), line.slice(cut)]).outcomes[0]).toBe('malformed');
    }
    expect(parse('request', Array.from(line)).outcomes[0]).toBe('malformed');
  });

  it('100 lines pass', () => {
    const told = parse('request', [`GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(100)}\r\n`]);
    expect(told.heads[0]?.lines).toHaveLength(100);
  });

  it('tells what asks for another protocol', () => {
    const upgrade = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
    expect(parse('request', [upgrade]).heads[0]).toMatchObject({ upgrade: true });
  });
});

describe('responses', () => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab';

  it('passes over what comes before the answer', () => {
    const told = parse('response', [
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 E\r\nA: b\r\n\r\n${answer}`,
    ]);
    expect(told.heads).toHaveLength(1);
    expect(told.heads[0]).toMatchObject({ status: 200, reason: 'OK' });
    expect(told.heads[0]?.lines).toEqual([
      { name: 'Content-Length', lower: 'content-length', value: '2' },
    ]);
    expect(told.bodies).toEqual(['ab']);
  });

  it.each(['100', '103', '170'])('takes no body for that of a %s', (code) => {
    const announced = `HTTP/1.1 ${code} X\r\nContent-Length: 3\r\n\r\n`;
    expect(parse('response', [announced + answer]).bodies).toEqual(['ab']);
    const told = parse('response', [`${announced}abc${answer}`]);
    expect(told.heads).toEqual([]);
    expect(told.outcomes).toEqual(['malformed']);
  });

  it('does not pass over them for ever', () => {
    const told = parse('response', ['HTTP/1.1 100 Continue\r\n\r\n'.repeat(17)]);
    expect(told.outcomes).toEqual(['malformed']);
  });

  it('with a head that is all of it, whatever it announces', () => {
    const told = parse('response', ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'], {
      headOnly: true,
    });
    expect(told.outcomes).toEqual(['over']);
  });

  it.each([
    ['X-T: u', true],
    ['Connection: close', false],
    ['Transfer-Encoding: identity', false],
  ])('tells whether another may follow, by its trailers as well: %s', (trailer, expected) => {
    const chunks = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n';
    const told: boolean[] = [];
    const parser = new Parser('response', {
      head: () => false,
      body: () => undefined,
      complete: (mayGoOn) => told.push(mayGoOn),
    });
    const bytes = Buffer.from(`${chunks}${trailer}\r\n\r\n`);
    expect(parser.execute(bytes)).toEqual({ kind: 'complete', rest: null });
    // llhttp itself goes on exactly there.
    expect(parser.execute(Buffer.from(answer)).kind).toBe(expected ? 'complete' : 'malformed');
    expect(told[0]).toBe(expected);
    parser.close();
  });

  it('that the end of the connection ends, and that it cuts', () => {
    const open = parse('response', ['HTTP/1.1 200 OK\r\n\r\nab'], { end: true });
    expect(open.outcomes).toEqual(['over', 'complete']);
    const cut = parse('response', ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab'], {
      end: true,
    });
    expect(cut.outcomes).toEqual(['malformed']);
    const inChunk = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab';
    expect(parse('response', [inChunk], { end: true }).outcomes).toEqual(['malformed']);
  });
});

it('a sink may close the parser while it runs', () => {
  const parser: Parser = new Parser('request', {
    head: () => {
      parser.close();
      return false;
    },
    body: () => undefined,
    complete: () => undefined,
  });
  parser.execute(Buffer.from(request, 'latin1'));
  parser.close();
  expect(parser.execute(Buffer.from(request, 'latin1'))).toEqual({ kind: 'complete', rest: null });
});

it('one parser cannot run within another', () => {
  const inner = new Parser('request', {
    head: () => false,
    body: () => undefined,
    complete: () => undefined,
  });
  const outer = new Parser('request', {
    head: () => {
      inner.execute(Buffer.from(request, 'latin1'));
      return false;
    },
    body: () => undefined,
    complete: () => undefined,
  });
  expect(() => outer.execute(Buffer.from(request, 'latin1'))).toThrow('within another');
});
