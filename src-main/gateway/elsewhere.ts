/** Which server of Exchange a request goes to, and what becomes of an answer that names another one. */
import type { Who } from './moves.ts';
import type { Reading } from './reading.ts';
import { callHead } from './relay/headers.ts';
import { judgeRedirect } from './relay/redirect.ts';
import type { Elsewhere } from './relay/relay.ts';
import type { Upstream } from './relay/upstream.ts';
import { forwardedTarget } from './routes.ts';
import type { CallHead } from '../http/call.ts';
import { firstValue } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';
import { formatHostAndPort } from '../../src-shared/settings/host-and-port.ts';

/** The one of the settings, or the one to which Exchange sent this device of this user. */
export function upstreamFor(reading: Reading): Upstream {
  const { transaction, shared, route } = reading;
  const { generation, host } = transaction;
  if (!shared.moves.isEmpty) {
    const who = whoMoves(reading);
    const address = who === null ? null : shared.moves.find(who, host.now().getTime());
    const moved = address === null ? null : generation.redirectTo(address);
    if (moved !== null) return moved;
  }
  return generation.upstreamOf(route);
}

export function headFor(
  { transaction, shared, route, query, identified }: Reading,
  upstream: Upstream,
): CallHead {
  const { method, lines, generation } = transaction;
  const target = forwardedTarget(route, query);
  const removed =
    identified.authentication === 'certificate'
      ? [...generation.identityHeaders, 'authorization']
      : generation.identityHeaders;
  return callHead({ method, target, lines }, upstream.address, removed, {
    hop: shared.hop,
    requestId: transaction.id,
  });
}

export function redirected(
  reading: Reading,
  from: Upstream,
  status: number,
  lines: readonly HeaderLine[],
): Elsewhere {
  const { transaction, route } = reading;
  const { generation } = transaction;
  const judged = judgeRedirect({
    ...{ status, lines, path: route.path, from: from.address },
    gateway: firstValue(transaction.lines, 'host'),
    plain: generation.settings.listener.tls === null,
  });
  switch (judged.kind) {
    case 'pass':
      return { kind: 'answer', lines };
    case 'rewrite':
      return { kind: 'answer', lines: judged.lines };
    case 'refuse':
      return judged;
    case 'follow': {
      // Whoever signed in on a connection is nobody on another.
      if (reading.pin !== null)
        return { kind: 'refuse', why: 'redirected from a connection that is signed in' };
      const upstream = generation.redirectTo(judged.address);
      const named = formatHostAndPort(judged.address);
      if (upstream === null) return { kind: 'refuse', why: `redirected to ${named}` };
      // A server that is known to be down is not waited for; the client asks again anyway.
      if (upstream.circuit.isOpen) return { kind: 'refuse', why: `${named} cannot be reached` };
      transaction.remark(`redirected to ${named}`);
      transaction.asked = upstream.address;
      if (judged.moved) remember(reading, upstream);
      return { kind: 'follow', upstream, head: headFor(reading, upstream) };
    }
  }
}

/** The place that a device was sent to does not answer: its next request asks the one of the settings. */
export function forgetMove(reading: Reading): void {
  const { moves } = reading.shared;
  const who = moves.isEmpty ? null : whoMoves(reading);
  if (who !== null) moves.forget(who);
}

function remember(reading: Reading, to: Upstream): void {
  const { shared, route, transaction } = reading;
  const who = whoMoves(reading);
  if (who === null) return;
  if (to === transaction.generation.upstreamOf(route)) shared.moves.forget(who);
  else shared.moves.remember(who, to.address, transaction.host.now().getTime());
}

/** Only ActiveSync moves, and only a request that names both. */
function whoMoves({ route, identified }: Reading): Who | null {
  const { identity } = identified;
  if (route.name !== 'eas' || identity === null || identity.user === null) return null;
  const [device] = identity.deviceIds;
  return device === undefined ? null : { user: identity.user, device };
}
