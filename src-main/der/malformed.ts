/**
 * What readers of bytes throw, and nothing else. It never leaves the room that reads: whoever receives bytes from outside
 * reads them inside `readable`. Its text says what is wrong with the form and never repeats content.
 */
export class Malformed extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Malformed';
  }
}

export type Readable<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly what: string };

export function readable<Value>(read: () => Value): Readable<Value> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ok: false, what: error.message };
  }
}
