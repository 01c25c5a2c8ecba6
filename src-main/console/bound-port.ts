/** The port that the running gateway really has, from its URL. Null while there is none. */
import type { Running } from './running.ts';

const defaults: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export function boundPort(running: Pick<Running, 'service'> | null): number | null {
  const url = running?.service.listening()?.url ?? '';
  if (url === '') return null;
  const { port, protocol } = new URL(url);
  return port === '' ? (defaults[protocol] ?? null) : Number(port);
}
