/** One click out of a failure: what is saved changes, and the gateway takes it up. */
import { takeUp } from './gateway.ts';
import { rollBack, setSaved } from './settings.ts';

export async function adoptPort(port: number): Promise<void> {
  if (await setSaved({ 'listener.port': String(port) })) await takeUp();
}

export async function putBackVersion(version: number): Promise<void> {
  if (await rollBack(version)) await takeUp();
}
