/** The one place for secrets. They are set and removed, and handed to who works with them; nobody shows them. */
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import { secretForms, type HeldSecret, type SecretName } from '../../src-shared/secrets.ts';
import { MOST_SECRET_BYTES } from '../../src-shared/secrets.ts';
import { accountProtector, type Protector } from './protector.ts';
import { readSecretsFile, writeSecretsFile, type KeptSecret } from './secrets-file.ts';

export interface SecretStore {
  readonly held: () => Promise<Result<readonly HeldSecret[]>>;
  /** Null: it was never set. */
  readonly read: (name: SecretName) => Promise<Result<Buffer | null>>;
  readonly put: (name: SecretName, value: Buffer) => Promise<Result<HeldSecret>>;
  /** False: there was none. */
  readonly remove: (name: SecretName) => Promise<Result<boolean>>;
}

export interface SecretStoreOptions {
  /** `state/secrets.json`. Whoever writes holds the lock of the home. */
  readonly file: string;
  readonly now: () => Date;
  /** Of the system, where it really protects; null: the rights of the file do. */
  readonly system: Protector | null;
}

export function secretStore({ file, now, system }: SecretStoreOptions): SecretStore {
  const protector = system ?? accountProtector;
  const known = system === null ? [accountProtector] : [system, accountProtector];

  const change = async (
    name: SecretName,
    next: KeptSecret | null,
  ): Promise<Result<readonly KeptSecret[]>> => {
    const present = await readSecretsFile(file);
    if (!present.ok) return present;
    const others = present.value.filter((each) => each.name !== name);
    const written = await writeSecretsFile(file, next === null ? others : [...others, next]);
    return written.ok ? present : written;
  };

  return {
    held: async () => {
      const present = await readSecretsFile(file);
      if (!present.ok) return present;
      return success(present.value.map(({ sealed: _, ...held }) => held));
    },
    read: async (name) => {
      const present = await readSecretsFile(file);
      if (!present.ok) return present;
      const kept = present.value.find((each) => each.name === name);
      if (kept === undefined) return success(null);
      const by = known.find((each) => each.name === kept.protector);
      return by === undefined ? elsewhere(file, kept) : opened(file, kept, by);
    },
    put: async (name, value) => {
      const fault = faultOf(name, value);
      if (fault !== null) return failure(problem('SECRET_VALUE', `${name} ${fault}.`));
      const held: HeldSecret = { name, protector: protector.name, setAt: now().toISOString() };
      const sealed = await sealedBy(protector, file, name, value);
      if (!sealed.ok) return sealed;
      const done = await change(name, { ...held, sealed: sealed.value });
      return done.ok ? success(held) : done;
    },
    remove: async (name) => {
      const before = await change(name, null);
      return before.ok ? success(before.value.some((each) => each.name === name)) : before;
    },
  };
}

const control = /[\u0000-\u001f\u007f]/;

/** What no such secret can be, said without quoting it. */
function faultOf(name: SecretName, value: Buffer): string | null {
  if (value.length === 0) return 'is empty';
  if (value.length > MOST_SECRET_BYTES) return `is longer than ${MOST_SECRET_BYTES / 1024} KB`;
  if (secretForms[name] === 'bytes') return null;
  const text = value.toString('utf8');
  if (!Buffer.from(text).equals(value)) return 'is not UTF-8';
  return control.test(text) ? 'has more than one line, or control characters' : null;
}

function elsewhere(file: string, { name, protector }: KeptSecret): Result<never> {
  const who = protector === 'system' ? 'by the system, for the console' : `by "${protector}"`;
  const message = `The secret ${name} is protected ${who}: this process cannot open it.`;
  const remedy = `Set it again as the account that runs the gateway: sallyport secret set ${name}`;
  return failure(problem('SECRETS_UNUSABLE', message, { file, remedy, secret: name }));
}

async function sealedBy(
  by: Protector,
  file: string,
  name: string,
  value: Buffer,
): Promise<Result<string>> {
  try {
    return success((await by.seal(value)).toString('base64'));
  } catch {
    const message = `The system did not take the secret ${name}: its key ring may be locked.`;
    const remedy = 'Unlock the key ring of this account, then set it again.';
    return failure(problem('SECRETS_UNUSABLE', message, { file, remedy }));
  }
}

async function opened(file: string, kept: KeptSecret, by: Protector): Promise<Result<Buffer>> {
  try {
    return success(await by.open(Buffer.from(kept.sealed, 'base64')));
  } catch {
    // The system's own words may quote what it was given.
    const message = `The secret ${kept.name} cannot be opened: it was set by another account or on another machine.`;
    const remedy = `Set it again: sallyport secret set ${kept.name}`;
    return failure(problem('SECRETS_UNUSABLE', message, { file, remedy, secret: kept.name }));
  }
}
