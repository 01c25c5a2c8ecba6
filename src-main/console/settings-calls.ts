/** The use cases over the files of settings: check, set, history, rollback. */
import type {
  CheckReport,
  Params,
  PendingChange,
  SavedReport,
  Version,
} from '../../src-shared/contract/calls.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { parseFeed } from '../compliance/feed-file.ts';
import { loadOverrides } from '../compliance/overrides-file.ts';
import { checkSettings } from '../settings/check.ts';
import { setKeys } from '../settings/edit.ts';
import { hotValues } from '../settings/hot-settings.ts';
import { listVersions, rollback as rollbackFiles } from '../settings/history.ts';
import { refusalOf, type FileTexts } from '../settings/load.ts';
import { pendingChanges } from '../settings/pending.ts';
import { adminPort, boundPort, pushPort } from './bound-port.ts';
import { valueOf, type UseCase } from './options.ts';
import { secretReader } from './secrets.ts';

export async function check(use: UseCase): Promise<CheckReport> {
  const { paths, running, files, now } = use;
  const [admin, push] = await Promise.all([adminPort(running), pushPort(running)]);
  return files.run(() =>
    checkSettings(paths, {
      listening: running !== null,
      boundPort: boundPort(running),
      adminPort: admin,
      pushPort: push,
      readFeed: parseFeed,
      readState: () => overrideProblems(paths.overrides),
      secret: secretReader(use),
      now,
    }),
  );
}

/** Overrides that cannot be read shut the gate, so they belong to what `check` looks at. */
async function overrideProblems(file: string): Promise<readonly Problem[]> {
  const read = await loadOverrides(file);
  return read.kind === 'read' ? [] : read.problems;
}

export async function set(
  use: UseCase,
  { changes, confirmed = false }: Params<'set'>,
): Promise<SavedReport> {
  const { paths, by, files } = use;
  const result = await files.run(() => setKeys(paths, changes, by, editContext(use)));
  const saved = valueOf(result);
  await use.running?.hot.look({ confirmed: confirmed ? hotValues(saved.files) : null });
  return report(use, saved, result.ok ? result.warnings : []);
}

export async function history({ paths, files }: UseCase): Promise<Version[]> {
  return [...valueOf(await files.run(() => listVersions(paths)))];
}

export async function rollback(
  use: UseCase,
  { version }: Params<'rollback'>,
): Promise<SavedReport> {
  const { paths, by, files } = use;
  const result = await files.run(() => rollbackFiles(paths, version, by, editContext(use)));
  const saved = valueOf(result);
  await use.running?.hot.look();
  return report(use, saved, result.ok ? result.warnings : []);
}

function editContext(use: UseCase) {
  const { running, from, now } = use;
  return { boundPort: boundPort(running), from, now, secret: secretReader(use) } as const;
}

interface SavedFiles {
  readonly changed: boolean;
  readonly version: number | null;
  readonly restored?: number;
  readonly files: FileTexts;
}

async function report(
  use: UseCase,
  saved: SavedFiles,
  warnings: readonly Problem[],
): Promise<SavedReport> {
  // The errors themselves are among the warnings already; the first of these says what they mean.
  const refusal = use.running === null ? [] : await refusalOf(use.paths);
  const heldNow = use.running?.hot.problems() ?? [];
  return {
    changed: saved.changed,
    version: saved.version,
    ...(saved.restored === undefined ? {} : { restored: saved.restored }),
    pending: [...pendingNow(use, saved.files)],
    warnings: [...refusal.slice(0, 1), ...heldNow, ...warnings],
  };
}

/** Without a gateway nothing is in force, so nothing waits. */
function pendingNow({ running }: UseCase, saved: FileTexts): readonly PendingChange[] {
  const inForce = running?.service.inForce() ?? null;
  return inForce === null ? [] : pendingChanges(inForce.files, saved);
}
