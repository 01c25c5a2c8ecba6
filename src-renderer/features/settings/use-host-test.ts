import { useRef, useState } from 'react';
import type { HostCheck } from '../../../src-shared/contract/window.ts';
import type { Problem } from '../../../src-shared/errors.ts';
import { call } from '../../api.ts';

export type HostTest =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly host: string; readonly checks: readonly HostCheck[] }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
  | { readonly kind: 'late' };

/** Longer than any check may take: what takes longer is said to have failed. */
export const hostTestMs = 30_000;

export function useHostTest() {
  const [state, setState] = useState<HostTest>({ kind: 'none' });
  const turn = useRef(0);
  const run = (hostAndPort: string) => {
    turn.current += 1;
    const mine = turn.current;
    setState({ kind: 'running' });
    const timer = setTimeout(() => {
      if (mine !== turn.current) return;
      turn.current += 1;
      setState({ kind: 'late' });
    }, hostTestMs);
    void call('testHost', { hostAndPort }).then((reply) => {
      clearTimeout(timer);
      if (mine !== turn.current) return;
      setState(
        reply.ok
          ? { kind: 'done', host: hostAndPort, checks: reply.value }
          : { kind: 'failed', problems: reply.problems },
      );
    });
  };
  const forget = () => {
    turn.current += 1;
    setState({ kind: 'none' });
  };
  return { state, run, forget };
}
