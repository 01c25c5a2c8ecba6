import { expect, test } from 'vitest';
import { messageReader } from './framing.ts';
import { answerHead, findItemAnswer, heartbeat, requestOf } from './messages.ts';

function readIn(pieces: readonly Buffer[]): readonly string[] {
  const seen: string[] = [];
  let bytes = 0;
  const read = messageReader({
    head: (text) => seen.push(text.split('\r\n', 1)[0] ?? ''),
    data: (more) => (bytes += more),
    end: () => {
      seen.push(`end ${bytes}`);
      bytes = 0;
    },
  });
  for (const piece of pieces) read(piece);
  return seen;
}

const bytewise = (all: Buffer): readonly Buffer[] => Array.from(all, (byte) => Buffer.of(byte));

test('messages of a length, together and byte by byte', () => {
  const request = requestOf({ operation: 'FindItem' });
  const twice = Buffer.concat([request, request]);
  const expected = Array.from({ length: 2 }, () => [
    'POST /EWS/Exchange.asmx HTTP/1.1',
    'end 2048',
  ]);
  expect(readIn([twice])).toEqual(expected.flat());
  expect(readIn(bytewise(twice))).toEqual(expected.flat());
  expect(readIn([findItemAnswer])).toEqual(['HTTP/1.1 200 OK', 'end 4096']);
});

test('a chunked answer ends with its last chunk', () => {
  const parts = [answerHead(null), heartbeat.toString('latin1'), '0\r\n\r\n', answerHead(0)];
  const all = Buffer.from(parts.join(''), 'latin1');
  const expected = ['HTTP/1.1 200 OK', 'end 602', 'HTTP/1.1 200 OK', 'end 0'];
  expect(readIn([all])).toEqual(expected);
  expect(readIn(bytewise(all))).toEqual(expected);
});

test('an answer whose end nobody can tell is an error, not a wait', () => {
  expect(() => readIn([Buffer.from('HTTP/1.1 200 OK\r\n\r\n')])).toThrow('without a length');
});
