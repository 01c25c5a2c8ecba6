import { useRef, useState } from 'react';
import type { Params } from '../../../src-shared/contract/calls.ts';
import { call } from '../../api.ts';
import type { Why } from '../use-why.ts';

/** Asks when told to; the answer to the newest question counts. */
export function useTrial() {
  const [why, setWhy] = useState<Why | null>(null);
  const turn = useRef(0);
  const ask = (question: Params<'why'>): void => {
    turn.current += 1;
    const mine = turn.current;
    setWhy({ kind: 'asking' });
    void call('why', question).then((reply) => {
      if (mine !== turn.current) return;
      setWhy(
        reply.ok
          ? { kind: 'known', explanation: reply.value }
          : { kind: 'failed', problems: reply.problems },
      );
    });
  };
  return { why, ask };
}
