/** AS-REQ and TGS-REQ: RFC 4120 5.4.1. */
import * as write from '../../der/write.ts';
import type { Name } from '../names.ts';
import { version, writeName, writePaData } from './parts.ts';
import type { Ticket, Typed } from './parts.ts';

/** KDCOptions; the third is of MS-SFU 2.2.3. */
export const kdcOptions = {
  forwardable: 0x40000000,
  canonicalize: 0x00010000,
  clientInAddedTicket: 0x00020000,
} as const;

export interface RequestBody {
  readonly options: number;
  /** Of an AS-REQ alone: others prove their client by a ticket. */
  readonly client: Name | null;
  readonly realm: string;
  readonly server: Name;
  readonly nonce: number;
  readonly enctypes: readonly number[];
  readonly addedTickets: readonly Ticket[];
}

/** As Windows asks: as late as there are dates in 32 bits. The KDC cuts it down to what its policy allows. */
const asLateAsPossible = Date.UTC(2037, 8, 13, 2, 48, 5);

export const writeRequestBody = (body: RequestBody): Buffer =>
  write.fields({
    0: write.flags(body.options),
    1: body.client === null ? null : writeName(body.client),
    2: write.text(body.realm),
    3: writeName(body.server),
    5: write.time(asLateAsPossible),
    7: write.integer(body.nonce),
    8: write.sequence(...body.enctypes.map(write.integer)),
    11:
      body.addedTickets.length === 0
        ? null
        : write.sequence(...body.addedTickets.map((ticket) => ticket.der)),
  });

const messageType = { as: 10, tgs: 12 } as const;

/** @param body as `writeRequestBody` wrote it: the checksum of a TGS-REQ is of these very bytes */
export function writeRequest(kind: 'as' | 'tgs', padata: readonly Typed[], body: Buffer): Buffer {
  const type = messageType[kind];
  const request = write.fields({
    1: write.integer(version),
    2: write.integer(type),
    3: padata.length === 0 ? null : writePaData(padata),
    4: body,
  });
  return write.element(write.application(type), request);
}
