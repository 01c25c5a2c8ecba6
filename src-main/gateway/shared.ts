/** What outlives generations, made once for a gateway. */
import { DeviceHeaderSearch } from './find-header/search.ts';
import type { Generation } from './generation.ts';
import { createHop } from './hop.ts';
import { createProofs } from './identify/proof.ts';
import { SignIns } from './identify/sign-ins.ts';
import { Moves } from './moves.ts';
import { createNoMethodLeftList } from './no-method-left.ts';
import { Pins } from './pins.ts';
import type { Shared } from './reading.ts';
import { createRefusals } from './refusals.ts';
import { Keeper } from './tickets/keeper.ts';
import { Links } from './tickets/links.ts';
import type { GatewayHost } from './types.ts';
import { ClientTrust } from '../trust/client/client-trust.ts';

/** @param trustChanged certificates of clients are to be judged anew */
export function createShared(host: GatewayHost, trustChanged: () => void): Shared {
  const now = (): number => host.now().getTime();
  const proofs = createProofs();
  return {
    proofs,
    signIns: new SignIns(proofs),
    noMethodLeft: createNoMethodLeftList(),
    refusals: createRefusals(now),
    hop: createHop(),
    moves: new Moves(),
    pins: new Pins(),
    kerberos: new Keeper(host.log, now),
    links: new Links(),
    headerSearch: new DeviceHeaderSearch(now),
    clients: new ClientTrust({
      ...{ folder: null, log: host.log, now },
      ...host.revocationLists,
      changed: trustChanged,
    }),
  };
}

/** What a generation leaves behind that is over. @param served those that are not */
export function letGo(shared: Shared, over: Generation, served: readonly Generation[]): void {
  shared.links.leaveServers(over.upstreams());
  shared.kerberos.serve(served.map(({ settings }) => settings.kcd));
}

/** What is in force from now on, and what older generations go on with. */
export function serve(
  { clients, kerberos }: Shared,
  current: Generation,
  older: readonly Generation[],
): void {
  clients.adopt(current.settings.clientCertificates);
  kerberos.serve([current, ...older].map(({ settings }) => settings.kcd));
}

export function closeShared({ clients, links, kerberos }: Shared): void {
  clients.close();
  links.close();
  kerberos.close();
}
