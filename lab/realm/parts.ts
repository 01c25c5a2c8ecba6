/** What a realm is made of: programs and files of Debian's packages. scripts/lib/debian.mjs installs by the same table. */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import table from './parts.json' with { type: 'json' };

export type PartOf = 'mit' | 'samba' | 'apache' | 'acceptor' | 'faketime';

interface Part {
  readonly command?: string;
  /** Below /usr. */
  readonly file?: string;
  /** Below the folder of /usr/lib that is named after the kind of machine. */
  readonly library?: string;
  readonly package: string;
  readonly for: readonly string[];
}

const parts: readonly Part[] = table;

/** A user's PATH often leaves out where Debian keeps servers. */
const folders = (): readonly string[] => [
  '/usr/sbin',
  '/usr/bin',
  ...(process.env['PATH'] ?? '').split(delimiter),
];

/** @returns why these cannot be started here, or null */
export function whyNot(...wanted: readonly PartOf[]): string | null {
  const needed = parts.filter((part) => wanted.some((each) => part.for.includes(each)));
  const missing = needed.filter((part) => pathOf(part) === undefined);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((part) => part.package))];
    return `not installed: ${packages.join(', ')}`;
  }
  // It gives files to other accounts.
  const needsRoot = wanted.includes('samba') && process.getuid?.() !== 0;
  return needsRoot ? 'Samba makes a domain as root only' : null;
}

/** @throws Error where it is not there: ask `whyNot` before */
export function program(command: string): string {
  return required(pathOf({ command, package: '', for: [] }), command);
}

export function library(name: string): string {
  return required(pathOf({ library: name, package: '', for: [] }), name);
}

function pathOf({ command, file, library: name }: Part): string | undefined {
  const candidates =
    command !== undefined
      ? folders().map((folder) => join(folder, command))
      : file !== undefined
        ? [join('/usr', file)]
        : libraryFolders().map((folder) => join(folder, name ?? ''));
  return candidates.find((path) => existsSync(path));
}

const libraryFolders = (): readonly string[] =>
  existsSync('/usr/lib')
    ? readdirSync('/usr/lib')
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => join('/usr/lib', name))
    : [];

function required(path: string | undefined, name: string): string {
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}
