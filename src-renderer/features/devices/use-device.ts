/** One device as it is now: its record, the decision with its trace, and its last requests. */
import { useEffect, useState } from 'react';
import type { OneDevice } from '../../../src-shared/contract/devices.ts';
import type { DeviceActivity } from '../../../src-shared/ens-story.ts';
import { call } from '../../api.ts';
import type { Why } from '../use-why.ts';

export interface Looked {
  readonly why: Why;
  /** Null: not known yet, or not in the directory any more. */
  readonly device: OneDevice | null;
  readonly gone: boolean;
  /** Null: not known yet, or the journal could not be read. */
  readonly activity: DeviceActivity | null;
}

const nothing: Looked = { why: { kind: 'asking' }, device: null, gone: false, activity: null };

/** `turn` asks again. */
export function useDevice(id: string, turn: number): Looked {
  const [looked, setLooked] = useState<Looked>(nothing);
  useEffect(() => {
    let current = true;
    setLooked(nothing);
    const take = (parts: Partial<Looked>) => {
      if (current) setLooked((before) => ({ ...before, ...parts }));
    };
    void call('device', { id }).then((reply) => {
      if (!reply.ok) {
        take({ why: { kind: 'failed', problems: reply.problems } });
        return;
      }
      const { device } = reply.value;
      if (device === null) take({ gone: true });
      else take({ device, why: { kind: 'known', explanation: device.explanation } });
    });
    void call('deviceActivity', { id }).then((reply) => {
      if (reply.ok) take({ activity: reply.value });
    });
    return () => {
      current = false;
    };
  }, [id, turn]);
  return looked;
}
