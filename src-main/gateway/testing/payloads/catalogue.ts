/** All payloads, once each: what two sources have in common counts for both, and is sent for both. */
import { h1spec } from './h1spec.ts';
import { llhttpRequests } from './llhttp-requests.ts';
import { own } from './own.ts';
import type { Payload } from './payload.ts';
import { permutations } from './permutations.ts';
import { smuggler } from './smuggler.ts';
import { trophies } from './trophies.ts';

export const requestPayloads: readonly Payload[] = [
  ...llhttpRequests,
  ...trophies,
  ...h1spec,
  ...smuggler,
  ...permutations,
  ...own,
];
