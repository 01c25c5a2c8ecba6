/**
 * Who did what and when: a line for each change that a command or a button made, in `state/actions.jsonl`. The history
 * of settings has their values; this has that they were changed, and everything that no file of settings says.
 */
import { appendFile, readFile, rename, stat } from 'node:fs/promises';
import { clip } from '../../src-shared/clip.ts';
import type { Answer, CallName, Params } from '../../src-shared/contract/calls.ts';
import type { HeldKind } from '../../src-shared/contract/held.ts';
import { adminActionSchema, type AdminAction } from '../../src-shared/admin-actions.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
import type { UseCase } from './options.ts';

type Told = Pick<AdminAction, 'what'> & { readonly device?: string };

type Telling = {
  readonly [Name in CallName]?: (params: Params<Name>, answer: Answer<Name>) => Told;
};

/** Calls that change something. What is not here only looks. */
const telling: Telling = {
  override: ({ device, user, action, until, note }) => ({
    what: words(
      `${action} device ${device}`,
      ...[user !== null && `of ${user}`, until !== null && `until ${until}`],
      note !== null && `(${note})`,
    ),
    device,
  }),
  unset: ({ device, user, instead }, { removed }) => ({
    what: words(
      `${instead === undefined ? 'take back' : 'undo'} the decision about device ${device}`,
      ...[
        user !== null && `of ${user}`,
        removed === 0 && instead === undefined && '(there was none)',
      ],
    ),
    device,
  }),
  set: ({ changes, confirmed }) => ({
    what: words(`change ${Object.keys(changes).join(', ')}`, confirmed === true && '(confirmed)'),
  }),
  confirmHeld: ({ what, since }, { confirmed }) => ({
    what: words(`confirm ${held[what]} since ${since}`, !confirmed && '(something else waited)'),
  }),
  rollback: (_params, { restored }) => ({ what: `put back version ${restored ?? ''}`.trim() }),
  restart: (_params, { generation }) => ({ what: `restart, generation ${generation}` }),
  stop: () => ({ what: 'stop the gateway' }),
  setSecret: ({ name }) => ({ what: `set the secret ${name}` }),
  removeSecret: ({ name }) => ({ what: `remove the secret ${name}` }),
  renewCertificates: () => ({ what: 'put renewed certificates in force' }),
  trustCertificate: ({ hostAndPort, fingerprint }) => ({
    what: `trust the certificate ${fingerprint} of ${hostAndPort}`,
  }),
  untrustCertificate: ({ file }) => ({ what: `trust ${file} no longer` }),
  clearRedirects: (_params, { removed }) => ({ what: `forget ${removed} redirects` }),
};

const held: Readonly<Record<HeldKind, string>> = {
  devices: 'the list of devices that waits',
  policies: 'the policies that wait',
  clock: 'the clock that jumped',
};

function words(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' ');
}

/**
 * After it was done. A disk that takes no line keeps nobody from blocking a device: what the change itself could not
 * write it has said already.
 */
export async function noteAction<Name extends CallName>(
  { paths, by, from, now, files }: UseCase,
  call: Name,
  params: Params<Name>,
  answer: Answer<Name>,
): Promise<void> {
  const tell: ((params: Params<Name>, answer: Answer<Name>) => Told) | undefined = telling[call];
  if (tell === undefined) return;
  const { what, device } = tell(params, answer);
  const line: AdminAction = {
    ...{ at: now().toISOString(), by: clip(by, 200), from, call, what: clip(capital(what), 900) },
    device: device === undefined ? null : clip(device, 400),
  };
  await files.run(() => append(paths.actions, `${JSON.stringify(line)}\n`)).catch(passOver);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Some ten thousand lines; the file before it is kept, so that there are never fewer. */
const MOST_BYTES = 2 * 1024 * 1024;

const olderOf = (file: string): string => `${file}.1`;

async function append(file: string, line: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MOST_BYTES) await rename(file, olderOf(file));
  await appendFile(file, line, { mode: 0o600 });
}

function passOver(error: unknown): void {
  if (errorCode(error) === '') throw error;
}

/** The newest first. Lines that are none are passed over: a power cut may leave half of one. */
export async function adminActions(
  { paths }: Pick<UseCase, 'paths'>,
  { limit, since }: { readonly limit: number; readonly since?: string | undefined },
): Promise<AdminAction[]> {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const found: AdminAction[] = [];
  for (const file of [paths.actions, olderOf(paths.actions)]) {
    for (const line of (await linesOf(file)).reverse()) {
      if (found.length === limit) return found;
      const parsed = adminActionSchema.safeParse(jsonOf(line));
      if (parsed.success && Date.parse(parsed.data.at) > from) found.push(parsed.data);
    }
  }
  return found;
}

async function linesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    passOver(error);
    const message = `${file} cannot be read: ${reasonOf(error)}.`;
    throw new SallyportError([problem('FILE_UNREADABLE', message, { file })]);
  });
  return text.split('\n').filter((line) => line !== '');
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
