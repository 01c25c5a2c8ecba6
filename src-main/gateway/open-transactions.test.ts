import { describe, expect, it } from 'vitest';
import { OpenTransactions } from './open-transactions.ts';

interface Placed {
  place: number;
}
const transaction = (): Placed => ({ place: 0 });

describe('the open transactions', () => {
  it('are exactly those that were added and not yet deleted', () => {
    const open = new OpenTransactions<Placed>();
    const expected = new Set<Placed>();
    let random = 7;
    for (let at = 0; at < 5000; at += 1) {
      random = (random * 1103515245 + 12345) % 2147483648;
      const chosen = [...expected][random % (expected.size + 1)];
      if (chosen === undefined || random % 5 < 2) {
        const added = transaction();
        open.add(added);
        expected.add(added);
      } else {
        open.delete(chosen);
        expected.delete(chosen);
      }
    }
    expect(open.size).toBe(expected.size);
    expect(new Set(open)).toEqual(expected);
  });

  it('may end while somebody goes through them', () => {
    const open = new OpenTransactions<Placed>();
    const all = [transaction(), transaction(), transaction()];
    for (const each of all) open.add(each);
    const seen: Placed[] = [];
    for (const each of open) {
      seen.push(each);
      open.delete(each);
    }
    expect(seen).toEqual(all);
    expect(open.size).toBe(0);
  });
});
