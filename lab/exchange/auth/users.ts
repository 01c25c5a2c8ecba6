import type { LabUser, UserInput } from '../types.ts';

export type Users = {
  readonly list: readonly LabUser[];
  /** By `user@domain`, `DOMAIN\user`, SMTP address or bare name, in any letter case. */
  find(name: string): LabUser | null;
};

export function userDirectory(inputs: readonly UserInput[]): Users {
  const list = inputs.map(complete);
  const byName = new Map<string, LabUser>();
  for (const user of list) {
    for (const name of namesOf(user)) byName.set(name, user);
  }
  return { list, find: (name) => byName.get(normal(name)) ?? null };
}

function complete(input: UserInput): LabUser {
  const [local = input.upn, suffix = 'lab.example'] = input.upn.split('@');
  return {
    upn: input.upn,
    password: input.password,
    smtp: input.smtp ?? input.upn,
    domain: input.domain ?? (suffix.split('.')[0] ?? suffix).toUpperCase(),
    sam: input.sam ?? local,
    displayName:
      input.displayName ??
      local.replace(
        /(^|[._-])(\w)/g,
        (_, gap: string, letter: string) => `${gap === '' ? '' : ' '}${letter.toUpperCase()}`,
      ),
  };
}

function namesOf(user: LabUser): readonly string[] {
  return [user.upn, user.smtp, user.sam, `${user.domain}\\${user.sam}`].map(normal);
}

function normal(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
