/** What the command palette finds, and in which order. */

export interface PaletteItem {
  readonly id: string;
  readonly title: string;
  /** Heading above it; items of one group stand together. */
  readonly group: string;
  /** Further words it is found by. */
  readonly keywords?: readonly string[];
}

/** All words of the query have to be found; what begins with them comes first, its group with it. */
export function filterPalette<Item extends PaletteItem>(
  items: readonly Item[],
  query: string,
): Item[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [...items];
  const ranked = items
    .map((item, index) => ({ item, index, rank: rankOf(item, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || a.index - b.index)
    .map(({ item }) => item);
  const groups = [...new Set(ranked.map(({ group }) => group))];
  return groups.flatMap((group) => ranked.filter((item) => item.group === group));
}

function rankOf(item: PaletteItem, words: readonly string[]): number {
  const title = item.title.toLowerCase();
  const more = [item.group, ...(item.keywords ?? [])].join(' ').toLowerCase();
  let rank = 0;
  for (const word of words) {
    const found = rankOfWord(title, more, word);
    if (found === 0) return 0;
    rank += found;
  }
  return rank;
}

function rankOfWord(title: string, more: string, word: string): number {
  if (title.startsWith(word)) return 4;
  if (title.includes(` ${word}`)) return 3;
  if (title.includes(word)) return 2;
  return more.includes(word) ? 1 : 0;
}
