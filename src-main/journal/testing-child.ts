/** For tests: a process with a journal, which records in bursts and says on stdout what it recorded. */
import { writeSync } from 'node:fs';
import { eventFor } from './testing-event.ts';
import { openJournal, type Journal } from './journal.ts';

const [folder = '', workerFile = '', seed = '1'] = process.argv.slice(2);

/** mulberry32: small, and the same everywhere. */
function random(state: number): () => number {
  let current = state >>> 0;
  return () => {
    current = (current + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(current ^ (current >>> 15), current | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Synchronous: what was said before a kill was said. */
function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function burst(journal: Journal, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const seq = journal.nextSeq();
    const at = Date.now();
    journal.record(eventFor(seq, { at: new Date(at).toISOString() }));
    say({ recorded: { seq, at } });
  }
}

async function main(): Promise<void> {
  const journal = await openJournal({ folder, workerFile });
  const next = random(Number(seed));
  say({ health: journal.health() });
  const bursts = setInterval(() => burst(journal, Math.floor(next() * 12)), 5);
  setInterval(() => say({ health: journal.health() }), 50).unref();
  process.stdin.once('data', () => {
    clearInterval(bursts);
    void journal.close().then(() => {
      say({ closed: journal.health() });
      process.exit(0);
    });
  });
}

void main();
