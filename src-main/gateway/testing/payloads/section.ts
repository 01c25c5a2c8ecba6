/** Parts of docs/security.md that tests write (`UPDATE_DOCS=1`) and hold to what they count. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stands between the markers of that name; after having put `counted` there when it is asked for. */
export function sectionOf(name: string, counted: string): string {
  const file = join(process.cwd(), 'docs', 'security.md');
  const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end);
  if (from < begin.length || to < from) throw new Error(`docs/security.md has no ${begin}`);
  const padding = '\n';
  if (process.env['UPDATE_DOCS'] === '1') {
    const next = text.slice(0, from) + padding + counted + padding + text.slice(to);
    if (next !== text) writeFileSync(file, next);
    return counted;
  }
  return text.slice(from, to).trim();
}

/** Prettier aligns tables. */
export const squeezed = (table: string): string =>
  table.replaceAll(/ +/g, ' ').replaceAll(/-+/g, '-');
