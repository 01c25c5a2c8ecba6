/**
 * Where messages of HTTP/1.1 begin and end, for the two ends of the bench: they are at peace with each other, and what
 * they read was framed by the proxy between them. As little work as possible: it shares the processor with it.
 */
export interface Listener {
  /** The whole head, with the blank line. */
  readonly head: (text: string) => void;
  /** Bytes of a body came. */
  readonly data?: (bytes: number) => void;
  readonly end: () => void;
}

type Body =
  | { readonly kind: 'length'; left: number }
  /** `left`: of the chunk with its CRLF; 0: its size comes next. */
  | { readonly kind: 'chunked'; left: number; line: string };

const HEAD_END = '\r\n\r\n';

/** Gives the function that takes what the socket reads. */
export function messageReader(listener: Listener): (chunk: Buffer) => void {
  let rest: Buffer | null = null;
  let body: Body | null = null;

  const readHead = (chunk: Buffer, from: number): number => {
    const at = chunk.indexOf(HEAD_END, from, 'latin1');
    if (at === -1) {
      rest = from === 0 ? chunk : chunk.subarray(from);
      return chunk.length;
    }
    const text = chunk.toString('latin1', from, at + HEAD_END.length);
    body = bodyOf(text);
    listener.head(text);
    return at + HEAD_END.length;
  };

  const readBody = (chunk: Buffer, from: number, open: Body): number => {
    if (open.kind === 'chunked' && open.left === 0) return readSize(chunk, from, open);
    const taken = Math.min(open.left, chunk.length - from);
    open.left -= taken;
    if (taken > 0) listener.data?.(taken);
    if (open.kind === 'length' && open.left === 0) finish();
    return from + taken;
  };

  const readSize = (
    chunk: Buffer,
    from: number,
    open: Extract<Body, { kind: 'chunked' }>,
  ): number => {
    const at = chunk.indexOf(0x0a, from);
    const end = at === -1 ? chunk.length : at + 1;
    open.line += chunk.toString('latin1', from, end);
    if (at === -1) return end;
    const line = open.line.trim();
    open.line = '';
    // The blank line after the last chunk; nobody here sends trailers.
    if (line === '') finish();
    else {
      const size = Number.parseInt(line, 16);
      if (Number.isNaN(size)) throw new Error(`no size of a chunk: ${line}`);
      open.left = size === 0 ? 0 : size + 2;
    }
    return end;
  };

  const finish = (): void => {
    body = null;
    listener.end();
  };

  return (chunk) => {
    let all = chunk;
    if (rest !== null) {
      all = Buffer.concat([rest, chunk]);
      rest = null;
    }
    let at = 0;
    while (at < all.length || (body?.kind === 'length' && body.left === 0)) {
      at = body === null ? readHead(all, at) : readBody(all, at, body);
    }
  };
}

function bodyOf(head: string): Body {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length !== null) return { kind: 'length', left: Number(length[1]) };
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    return { kind: 'chunked', left: 0, line: '' };
  }
  if (head.startsWith('HTTP/')) throw new Error(`an answer without a length: ${head}`);
  return { kind: 'length', left: 0 };
}
