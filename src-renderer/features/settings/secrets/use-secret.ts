import { useState } from 'react';
import type { Problem } from '../../../../src-shared/errors.ts';
import { removeSecret, sendSecret } from '../../../stores/secrets.ts';
import { text } from '../../../text/text.ts';
import type { ShownSecret } from './shown-secrets.ts';

type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'done'; readonly says: string }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

const { whenSet, whenRemoved } = text.secrets;

/** Setting and removing one secret, and how that went. No value is ever part of its state. */
export function useSecret(name: ShownSecret) {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });

  const order = async (run: () => Promise<Outcome>): Promise<boolean> => {
    setBusy(true);
    setOutcome({ kind: 'none' });
    const next = await run();
    setBusy(false);
    setOutcome(next);
    return next.kind === 'done';
  };
  return {
    busy,
    outcome,
    send: (bytes: Uint8Array) =>
      order(async () => {
        const reply = await sendSecret(name, bytes);
        return reply.ok
          ? { kind: 'done', says: whenSet[reply.value.effect ?? 'unknown'] }
          : { kind: 'failed', problems: reply.problems };
      }),
    remove: () =>
      order(async () => {
        const reply = await removeSecret(name);
        return reply.ok
          ? { kind: 'done', says: whenRemoved[reply.value.effect ?? 'unknown'] }
          : { kind: 'failed', problems: reply.problems };
      }),
    forget: () => setOutcome({ kind: 'none' }),
  };
}
