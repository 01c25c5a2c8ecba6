/** Many notification streams through a gateway. */
import { openStream, soapOf } from '../../lab/index.ts';
import type { Exchange, Stream } from '../../lab/index.ts';
import { ask } from './http-client.ts';

export interface StreamsOptions {
  readonly exchange: Exchange;
  /** Of the gateway. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

const path = '/EWS/Exchange.asmx';

/** Streams need a subscription each; they are made at Exchange itself, to keep the gateway's counts clean. */
export async function openStreams(
  { exchange, url, user, password }: StreamsOptions,
  count: number,
): Promise<readonly Stream[]> {
  const Authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const one = async (): Promise<Stream> => {
    const body = soapOf.subscribe('Streaming');
    const reply = await ask(exchange.port, { path, headers: { Authorization }, body });
    const id = /SubscriptionId>([^<]+)</.exec(reply.body)?.[1] ?? '';
    const stream = await openStream(`${url}${path}`, { user, password }, [id]);
    await stream.until((text) => text.includes('>OK<'));
    return stream;
  };
  return Promise.all(Array.from({ length: count }, one));
}

export const running = (streams: readonly Stream[]): number =>
  streams.filter((stream) => stream.ending() === null).length;
