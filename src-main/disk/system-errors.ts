/** What the system's error codes mean, in words for an administrator. */

const meanings: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the disk quota is used up',
  EBUSY: 'another program keeps it open',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its path is too long',
  EIO: 'the disk reports an error',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no address was found for it',
  EFBIG: 'it is larger than the limit for files',
};

/** The `code` of a system error, else an empty text. */
export function errorCode(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** A short reason: "permission denied", "no space is left". Never the path: the message has it. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  if (code === '') return error instanceof Error ? error.message : String(error);
  return meanings[code] ?? code;
}
