/** Attacks a gateway while ordinary clients ask it, and weighs what is left afterwards. */
import { setFlagsFromString } from 'node:v8';
import { basic, startHarness } from '../../../testing/gateway-harness.ts';
import type { Harness } from '../../../testing/gateway-harness.ts';
import { load } from '../../../testing/load.ts';
import { memoryNow } from '../memory.ts';
import { eventually } from '../raw-client.ts';
import { towards } from '../tap.ts';
import type { Attack, Extent } from './attacks.ts';
import { startWitness } from './witness.ts';

export interface AttackReport {
  readonly name: string;
  /** Answers that ordinary clients got while it went on. */
  readonly answered: number;
  readonly failures: readonly string[];
}

export interface Siege {
  readonly reports: readonly AttackReport[];
  /** Bytes that are held at the end of each round, with nobody connected, after a forced collection. */
  readonly plateaus: readonly number[];
  /** Sockets and servers before the gateway was opened and after it was closed. */
  readonly handles: { readonly before: number; readonly after: number };
}

/** All attacks one after the other, in rounds. */
export async function besiege(
  attacks: Readonly<Record<string, Attack>>,
  extent: Extent,
  rounds: number,
): Promise<Siege> {
  // Code that was not run lately would leave the heap and come back, as it happens.
  setFlagsFromString('--no-flush-bytecode');
  const before = handlesNow();
  const witness = await startWitness();
  const harness = await startHarness({ settings: patient(witness.port), forgetful: true });
  const reports: AttackReport[] = [];
  const plateaus: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, attack] of Object.entries(attacks)) {
        reports.push(await attacked(name, harness, () => attack(harness.port, extent)));
        witness.take();
      }
      // How many connections wait for a next request is chance, and each has its buffers.
      await witness.hangUp();
      witness.take();
      plateaus.push(await memoryNow());
    }
  } finally {
    await harness.close();
    await witness.close();
  }
  await eventually(() => handlesNow() <= before, 'sockets are closed');
  return { reports, plateaus, handles: { before, after: handlesNow() } };
}

/** Exchange shares the processor with the attackers here: it may take longer than usual. */
function patient(port: number): ReturnType<typeof towards> {
  return (settings) => {
    const { emailServer, ...others } = towards(port)(settings);
    return { ...others, emailServer: { ...emailServer, timeoutSeconds: 120 } };
  };
}

async function attacked(
  name: string,
  { gateway, port }: Harness,
  attack: () => Promise<void>,
): Promise<AttackReport> {
  const ordinary = load({ port, headers: { Authorization: basic('bob@contoso.test') } });
  const answered = await attack()
    .then(() => ordinary.asked())
    .finally(ordinary.stop);
  const left = (): number => {
    const { requests, streams, connections } = gateway.status();
    return requests + streams + connections;
  };
  await eventually(() => left() === 0, `${name}: nobody is left`, 60_000);
  return { name, answered, failures: ordinary.failures };
}

function handlesNow(): number {
  const kinds = new Set(['TCPSocketWrap', 'TCPServerWrap', 'TLSWrap']);
  return process.getActiveResourcesInfo().filter((kind) => kinds.has(kind)).length;
}
