/** Pushes in two numbers, for `status`; metrics have them by reason. */
import type { PushStatus } from '../push/push.ts';
import type { EnginePush } from './engine.ts';

export function pushStatus({ url, lastAt, accepted, refused }: PushStatus): EnginePush {
  return { url, lastAt, accepted: sum(accepted), refused: sum(refused) };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}
