import type { Problem } from '../../../../src-shared/errors.ts';
import { useSecrets } from '../../../stores/secrets.ts';
import { useSettings } from '../../../stores/settings.ts';
import { text } from '../../../text/text.ts';
import type { ShownSecret } from './shown-secrets.ts';

/** Why a secret is wanted: the files or the last order say that they lack it, or the draft will. */
export function useNeed(name: ShownSecret): {
  readonly problem: string | null;
  readonly note: string | null;
} {
  const lacking = useSettings(
    ({ problems, failure }) => about(failure, name) ?? about(problems, name),
  );
  const unread = useSecrets((state) => state.unread?.[0]);
  const none = useSecrets(({ held }) => held?.some(({ name: each }) => isKcd(each)) === false);
  const drafted = useSettings(({ draft }) => draft['kcd.enabled'] === 'true');
  const found = unread ?? lacking;
  const first = name === 'kcd.password' && none && drafted && found === undefined;
  return {
    problem: found === undefined ? null : `${found.message} ${found.remedy}`,
    note: first ? text.secrets.neededFirst : null,
  };
}

const about = (problems: readonly Problem[] | null, name: ShownSecret): Problem | undefined =>
  problems?.find(({ secret }) => secret === name);

const isKcd = (name: string): boolean => name.startsWith('kcd.');
