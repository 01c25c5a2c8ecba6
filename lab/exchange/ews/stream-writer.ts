import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeQuirks } from '../types.ts';

export type EnvelopeWriter = {
  /** A status envelope: always whole, in a chunk of its own. */
  readonly status: (envelope: string) => void;
  /** A notification envelope: meets the wire as the chunking quirk says. */
  readonly notify: (envelope: string) => void;
  /** The last envelope, then the end of the answer. */
  readonly finish: (envelope: string) => void;
};

type Outgoing = { readonly kind: 'status' | 'notify' | 'finish'; readonly envelope: string };

/** `heartbeat` gives the envelope that accompanies a lone notification in `joined` and `burst`. */
export function envelopeWriter(
  response: ServerResponse,
  quirks: () => ExchangeQuirks,
  heartbeat: () => string,
): EnvelopeWriter {
  const outbox: Outgoing[] = [];
  let pumping = false;
  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    await nextTurn(); // envelopes that come up in one turn may be paired
    for (
      let next = outbox.shift();
      next !== undefined && !response.destroyed;
      next = outbox.shift()
    ) {
      if (next.kind === 'notify')
        await writeNotification(response, quirks(), next.envelope, partner(outbox, heartbeat));
      else await written(response, next.envelope);
      if (next.kind === 'finish') response.end();
    }
    pumping = false;
  };
  const put = (kind: Outgoing['kind'], envelope: string): void => {
    outbox.push({ kind, envelope });
    void pump();
  };
  return {
    status: (envelope) => {
      put('status', envelope);
    },
    notify: (envelope) => {
      put('notify', envelope);
    },
    finish: (envelope) => {
      put('finish', envelope);
    },
  };
}

/** The next notification, if one waits already; else a heartbeat. Called only where a pair is needed. */
function partner(outbox: Outgoing[], heartbeat: () => string): () => string {
  return () => {
    if (outbox[0]?.kind !== 'notify') return heartbeat();
    return outbox.shift()?.envelope ?? heartbeat();
  };
}

async function writeNotification(
  response: ServerResponse,
  quirks: ExchangeQuirks,
  envelope: string,
  second: () => string,
): Promise<void> {
  if (quirks.truncate) {
    await written(response, envelope.slice(0, Math.floor(envelope.length / 2)));
    response.destroy();
    return;
  }
  switch (quirks.chunking) {
    case 'whole':
      return written(response, envelope);
    case 'split': {
      const cut = cutOf(envelope);
      await written(response, envelope.slice(0, cut));
      await wait(quirks.splitDelayMs);
      return written(response, envelope.slice(cut));
    }
    case 'joined':
      return written(response, envelope + second());
    case 'burst': {
      const first = written(response, envelope);
      await Promise.all([first, written(response, second())]);
    }
  }
}

/**
 * Inside a tag or word in the middle, never beside white space: ews-javascript-api trims every chunk and
 * would glue `<t:ItemId` and `Id=` together (its fault, and not the one that is tested here).
 */
function cutOf(envelope: string): number {
  let cut = Math.floor(envelope.length / 2);
  while (/\s/.test(envelope.slice(cut - 1, cut + 1))) cut += 1;
  return cut;
}

/** One `write`, thus one HTTP chunk. Resolves also when the connection breaks. */
function written(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('close', done);
      resolve();
    };
    response.on('close', done);
    response.write(text, done);
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
