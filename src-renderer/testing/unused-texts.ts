/** Which texts of the catalogue no source names: as a property, in a pattern, as an entry of a list, or in quotes. */
export function unusedTexts(catalogue: object, sources: readonly string[]): string[] {
  const named = new Set(sources.flatMap(namesIn));
  return pathsIn(catalogue, [])
    .filter((path) => !path.every((key) => named.has(key)))
    .map((path) => path.join('.'));
}

// Apart, because a text in backquotes has names in it: `a.name`, `{ name`, `, name`, `name:`; and 'name'.
const forms = [
  /(?<=[.{,]\s*)[A-Za-z_$][\w$]*|[A-Za-z_$][\w$]*(?=:)/g,
  /(?<=(['"`]))[^'"`\n]+(?=\1)/g,
];

function namesIn(source: string): string[] {
  return forms.flatMap((form) => source.match(form) ?? []);
}

function pathsIn(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]));
}
