/** `state/secrets.json`: each secret as its protector left it. Nobody but the account of the gateway may read it. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import { heldSecretSchema } from '../../src-shared/secrets.ts';
import { atomicWrite } from '../disk/atomic-write.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';

const MOST_BYTES = 1024 * 1024;
const OTHERS = 0o077;
/** Windows has neither; there the folder's rights hold. */
const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;

const keptSchema = heldSecretSchema.extend({ sealed: z.base64().max(2 * 1024 * 1024) });
const fileSchema = z.strictObject({ schemaVersion: z.literal(1), secrets: z.array(keptSchema) });

/** `sealed`: base64 of what the protector made of it. */
export type KeptSecret = z.infer<typeof keptSchema>;

/** A file that is not there holds none. */
export async function readSecretsFile(path: string): Promise<Result<readonly KeptSecret[]>> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, constants.O_RDONLY | noFollow);
    // Of what is open, not of the name: nobody swaps it in between.
    const { mode, size, uid } = await file.stat();
    const own = process.getuid?.();
    if (own !== undefined && (mode & OTHERS) !== 0) {
      const remedy = `Run: chmod 600 '${path}', and set the secrets anew: they may have been read.`;
      const octal = (mode & 0o777).toString(8);
      return unusable(path, `has the mode ${octal}: others may read it`, remedy);
    }
    if (own !== undefined && own !== 0 && uid !== own) {
      return unusable(path, 'belongs to another account');
    }
    if (size > MOST_BYTES) return unusable(path, 'is larger than secrets can be');
    return parse(path, await file.readFile('utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return success([]);
    return unusable(path, `cannot be read: ${reasonOf(error)}`);
  } finally {
    await file?.close();
  }
}

function parse(path: string, text: string): Result<readonly KeptSecret[]> {
  // What is wrong with it is not quoted: it might be a secret.
  const remedy = 'Remove the file and set the secrets anew.';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unusable(path, 'is no JSON', remedy);
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) return unusable(path, 'is not as Sallyport writes it', remedy);
  const { secrets } = parsed.data;
  const names = new Set(secrets.map(({ name }) => name));
  if (names.size < secrets.length) return unusable(path, 'names a secret twice', remedy);
  return success(secrets);
}

export async function writeSecretsFile(
  path: string,
  secrets: readonly KeptSecret[],
): Promise<Result<null>> {
  const text = `${JSON.stringify({ schemaVersion: 1, secrets }, null, 2)}\n`;
  return atomicWrite(path, Buffer.from(text), 'private');
}

function unusable(path: string, why: string, remedy?: string): Result<never> {
  const details = { file: path, ...(remedy === undefined ? {} : { remedy }) };
  return failure(problem('SECRETS_UNUSABLE', `${path} ${why}.`, details));
}
