/** A strict reader of what a client of the gateway got: the gateway writes its heads in one form, so little is allowed. */
export interface Got extends Read {
  /** Its lines, the first included. */
  readonly head: string;
}

export interface Read {
  readonly status: number;
  readonly body: string;
  /** False where the connection ended first. */
  readonly whole: boolean;
}

/** Final answers in order; a 101 is one, for what follows it is no HTTP. Throws at bytes that belong to none: the client would take them for its next answer. */
export function answersIn(received: string): readonly Got[] {
  const found: Got[] = [];
  let rest = received;
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd < 0) break;
    const head = rest.slice(0, headEnd);
    const status = Number(/^HTTP\/1\.1 (\d{3}) [^\r\n]*(?:\r\n|$)/.exec(head)?.[1] ?? NaN);
    if (Number.isNaN(status)) throw new Error(`no answer: ${JSON.stringify(rest.slice(0, 80))}`);
    rest = rest.slice(headEnd + 4);
    if (status === 101) return [...found, { status, head, body: rest, whole: true }];
    if (status < 200) continue;
    const { body, whole, after } = bodyOf(status, head, rest);
    found.push({ status, head, body, whole });
    rest = after;
  }
  return found;
}

interface Body {
  readonly body: string;
  readonly whole: boolean;
  readonly after: string;
}

function bodyOf(status: number, head: string, rest: string): Body {
  if (status === 204 || status === 304) return { body: '', whole: true, after: rest };
  if (/^transfer-encoding: chunked$/im.test(head)) return chunksOf(rest);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  // To the end of the connection: whether all came, nobody can tell.
  if (length === undefined) return { body: rest, whole: false, after: '' };
  const body = rest.slice(0, Number(length));
  return { body, whole: body.length === Number(length), after: rest.slice(Number(length)) };
}

function chunksOf(rest: string): Body {
  let body = '';
  let after = rest;
  for (;;) {
    const [line, size] = /^([0-9a-f]+)\r\n/i.exec(after) ?? [];
    if (line === undefined || size === undefined) return { body, whole: false, after: '' };
    const length = parseInt(size, 16);
    const data = after.slice(line.length, line.length + length);
    after = after.slice(line.length + length);
    body += data;
    if (!after.startsWith('\r\n')) return { body, whole: false, after: '' };
    after = after.slice(2);
    if (length === 0) return { body, whole: true, after };
  }
}
