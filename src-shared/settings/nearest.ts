/** "Did you mean ...": the nearest of some names, or null when none is near. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  // A long name is never a slip of a short one; the bound also keeps a hostile key cheap.
  if (name.length > 128) return null;
  const wanted = name.toLowerCase();
  const scored = candidates
    .map((candidate) => ({ candidate, distance: score(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length / 4)));
  scored.sort((left, right) => left.distance - right.distance);
  return scored[0]?.candidate ?? null;
}

/** Levenshtein, but a candidate that only goes on after the name (or the reverse) counts as near. */
function score(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  if (shorter >= 6 && (right.startsWith(left) || left.startsWith(right))) return 1;
  return distance(left, right);
}

function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
