/**
 * The table of domains as rows. A row without a name and a name that stands twice must survive while somebody types, so
 * the rows are read from the text itself: an object of JavaScript would have lost them.
 */
import { parseTree } from 'jsonc-parser';

export interface DomainRow {
  readonly domain: string;
  readonly suffix: string;
}

export function domainRows(text: string | null): readonly DomainRow[] {
  const properties = parseTree(text ?? '')?.children ?? [];
  return properties.flatMap((property) => {
    const [name, value] = property.children ?? [];
    const domain: unknown = name?.value;
    const suffix: unknown = value?.value;
    return typeof domain === 'string'
      ? [{ domain, suffix: typeof suffix === 'string' ? suffix : '' }]
      : [];
  });
}

export function domainText(rows: readonly DomainRow[]): string {
  const pairs = rows.map((row) => `${JSON.stringify(row.domain)}:${JSON.stringify(row.suffix)}`);
  return `{${pairs.join(',')}}`;
}
