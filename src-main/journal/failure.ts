/** An error in an administrator's words. */
import { DatabaseError, type FailureKind } from './database.ts';
import { codeOf } from './files.ts';

const words: Readonly<Record<FailureKind, string>> = {
  damaged: 'the file is damaged',
  full: 'the disk is full',
  io: 'the disk refuses reading or writing',
  busy: 'another process keeps the file locked',
  readonly: 'the file may not be written',
  unopenable: 'the file cannot be opened',
  moved: 'the file was deleted or replaced',
  value: 'a value cannot be stored',
  other: 'the file cannot be used',
};

const nodeWords: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'the folder is missing',
};

/** One line, ending in the code that a search engine knows. */
export function reasonOf(error: unknown): string {
  if (error instanceof DatabaseError) {
    return `${words[error.kind]}: ${error.sqlite === null ? error.message : `${error.sqlite}, ${error.message}`}`;
  }
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === undefined
    ? message
    : `${nodeWords[code] ?? 'the file cannot be used'}: ${message}`;
}
