/** A file that is only appended to and makes way for the next one when it is full: `access.jsonl`, then `access.1.jsonl` and so on, the highest the oldest. */
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../disk/system-errors.ts';

export interface Limits {
  /** Size at which the next file begins. */
  readonly maxBytes: number;
  /** Files that are kept, the one that is written included. */
  readonly files: number;
}

/** What is needed of a file; tests put a full disk in its place. */
export interface LogHandle {
  readonly write: (bytes: Buffer, offset: number) => Promise<{ readonly bytesWritten: number }>;
  readonly truncate: (size: number) => Promise<void>;
  readonly stat: () => Promise<{ readonly ino: number; readonly size: number }>;
  readonly close: () => Promise<void>;
}

export type OpenLog = (path: string) => Promise<LogHandle>;

/** Windows has no O_NOFOLLOW. There, making a link needs a privilege. */
const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
const flags = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | noFollow;

export const openLog: OpenLog = (path) => open(path, flags, 0o600);

export class RotatingFile {
  readonly #folder: string;
  readonly #open: OpenLog;
  #limits: Limits;
  #handle: LogHandle | null = null;
  #inode = 0;
  #size = 0;

  constructor(folder: string, limits: Limits, openWith: OpenLog = openLog) {
    this.#folder = folder;
    this.#limits = limits;
    this.#open = openWith;
  }

  adopt(limits: Limits): void {
    this.#limits = limits;
  }

  /** All of it or nothing; rejects with the system's error. One call at a time. */
  async append(bytes: Buffer): Promise<void> {
    try {
      await this.#isStillThere();
      let handle = this.#handle ?? (await this.#begin());
      if (this.#size > 0 && this.#size + bytes.length > this.#limits.maxBytes) {
        await this.#rotate();
        handle = await this.#begin();
      }
      await this.#write(handle, bytes);
    } catch (error) {
      // Opened anew next time: a disk that was full may be another one by then.
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch(() => undefined);
  }

  get #path(): string {
    return join(this.#folder, 'access.jsonl');
  }

  #older(number: number): string {
    return join(this.#folder, `access.${String(number)}.jsonl`);
  }

  async #begin(): Promise<LogHandle> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const handle = await this.#open(this.#path);
    this.#handle = handle;
    const { ino, size } = await handle.stat();
    this.#inode = ino;
    this.#size = size;
    return handle;
  }

  /** Deleted or moved away by somebody: what is written on would be seen by nobody, and keep the space. */
  async #isStillThere(): Promise<void> {
    if (this.#handle === null) return;
    const found = await stat(this.#path).catch(() => null);
    if (found?.ino !== this.#inode) await this.close();
  }

  async #write(handle: LogHandle, bytes: Buffer): Promise<void> {
    let done = 0;
    try {
      while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
      this.#size += bytes.length;
    } catch (error) {
      // Half a line would make the next one unreadable, too.
      if (done > 0) await handle.truncate(this.#size).catch(() => undefined);
      throw error;
    }
  }

  async #rotate(): Promise<void> {
    await this.close();
    const { files } = this.#limits;
    await this.#removeFrom(files - 1);
    for (let number = files - 2; number >= 1; number -= 1) {
      await renameIfThere(this.#older(number), this.#older(number + 1));
    }
    if (files > 1) await renameIfThere(this.#path, this.#older(1));
    else await rm(this.#path, { force: true });
  }

  /** Also those of a time when more were kept. */
  async #removeFrom(number: number): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const found = /^access\.([1-9]\d{0,3})\.jsonl$/.exec(name)?.[1];
      if (found === undefined || Number(found) < Math.max(number, 1)) continue;
      await rm(join(this.#folder, name), { force: true });
    }
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
