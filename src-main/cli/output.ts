/** What a command says, as JSON lines or for a person. Errors of either kind in one place. */
import { clip } from '../../src-shared/clip.ts';
import { isError, type Problem } from '../../src-shared/errors.ts';
import { exitCodeOf, type ExitCode } from './exit-codes.ts';

/** Where text goes. `write` never throws: a reader that went away is no failure of the command. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Output {
  readonly json: boolean;
  /** One JSON line; nothing in human mode. */
  readonly object: (value: unknown) => void;
  /** Text for a person on standard output; nothing in JSON mode. */
  readonly text: (text: string) => void;
  /** Warnings for a person, on standard error: with `--json` they are part of the objects. */
  readonly warnings: (problems: readonly Problem[]) => void;
  /** Says why it failed and returns the exit code. */
  readonly failed: (problems: readonly Problem[]) => ExitCode;
}

export function createOutput(streams: Streams, json: boolean): Output {
  const line = (value: unknown): void => streams.out(`${JSON.stringify(value)}\n`);
  return {
    json,
    object: (value) => {
      if (json) line(value);
    },
    text: (text) => {
      if (!json) streams.out(`${text}\n`);
    },
    warnings: (problems) => {
      if (!json) for (const each of problems) streams.err(`${problemText(each)}\n`);
    },
    failed: (problems) => {
      for (const each of problems) {
        if (json) line(each);
        else streams.err(`${problemText(each)}\n`);
      }
      return exitCodeOf(problems);
    },
  };
}

/** `CODE: message (file:line key) -> remedy`, a warning marked as such. */
export function problemText(found: Problem): string {
  const line = found.line === undefined ? '' : `:${found.line}`;
  const file = found.file === undefined ? '' : `${found.file}${line}`;
  const where = [file, found.key ?? ''].filter((part) => part !== '').join(' ');
  const kind = isError(found) ? '' : 'warning ';
  const place = where === '' ? '' : ` (${where})`;
  return clip(`${kind}${found.code}: ${found.message}${place} -> ${found.remedy}`, 2000);
}
