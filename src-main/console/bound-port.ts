/** The ports that the running gateway really has, from its URLs. Null while there is none. */
import type { Running } from './running.ts';

const defaults: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export function boundPort(running: Pick<Running, 'service'> | null): number | null {
  return portOf(running?.service.listening()?.url ?? '');
}

/** Of health and metrics. */
export async function adminPort(running: Pick<Running, 'engine'> | null): Promise<number | null> {
  const status = await running?.engine.status();
  return portOf((status?.ok === true && status.value.operations.adminUrl) || '');
}

/** Of pushes. */
export async function pushPort(running: Pick<Running, 'engine'> | null): Promise<number | null> {
  const status = await running?.engine.status();
  return portOf((status?.ok === true && status.value.push.url) || '');
}

function portOf(url: string): number | null {
  if (url === '') return null;
  const { port, protocol } = new URL(url);
  return port === '' ? (defaults[protocol] ?? null) : Number(port);
}
