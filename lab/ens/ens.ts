import type { IncomingMessage, ServerResponse } from 'node:http';
import { createClient, type CallResult } from '../client.ts';
import { find, findAll, parseXml, textOf, type XmlElement } from '../exchange/xml.ts';
import { listenOnLoopback } from '../listen.ts';
import { memberBook, type Book, type Member } from './book.ts';
import { callEws } from './ews.ts';
import { createKeys, type Keys } from './keys.ts';
import {
  getSubjectAndSender,
  notificationResult,
  subscribePush,
  type Account,
} from './requests.ts';
import type { Ens, EnsOptions } from './types.ts';
import { allowedDevices } from './verdicts.ts';

type Service = {
  readonly options: EnsOptions;
  readonly book: Book;
  readonly keys: Keys;
  readonly client: ReturnType<typeof createClient>;
  ewsUrl: string | null;
  ownUrl: string;
};

/** Starts the sample notification service: it does what facts: seg 1.3 says of the real one. */
export async function startEns(options: EnsOptions): Promise<Ens> {
  const client = createClient({ maxSockets: 32 });
  const keys = await createKeys();
  const book = memberBook(options.accounts);
  const service: Service = { options, book, keys, client, ewsUrl: options.ewsUrl, ownUrl: '' };
  const listener = await listenOnLoopback(options.port ?? 0, (request, response) => {
    receive(service, request, response).catch(() => response.destroy());
  });
  service.ownUrl = listener.url;
  const checkIn = async (): Promise<void> => {
    await Promise.all([...book.members.values()].map((member) => renew(service, member)));
  };
  const timer = setInterval(() => void checkIn(), options.checkInMs ?? 30_000);
  if (service.ewsUrl !== null) void checkIn();
  return {
    ...{ url: listener.url, counters: book.counters, listen: book.listen, checkIn },
    setEwsUrl: (ewsUrl) => {
      service.ewsUrl = ewsUrl;
      if (ewsUrl !== null) void checkIn();
    },
    close: async () => {
      service.ewsUrl = null;
      clearInterval(timer);
      client.close();
      await listener.close();
    },
  };
}

/** Subscribes when there is no live subscription. Never rejects. */
async function renew(service: Service, member: Member): Promise<void> {
  const { ewsUrl, options, book, keys } = service;
  if (ewsUrl === null || member.busy) return;
  const { user } = member.account;
  if (member.subscriptionId !== null) {
    if (Date.now() - member.aliveAt < (options.staleMs ?? 31 * 60_000)) return;
    member.subscriptionId = null;
    book.note({ kind: 'lost', user });
  }
  const encrypted = member.account.encryptCredentials(keys.publicKey);
  const credentials = keys.decrypt(encrypted);
  if (credentials === null) return;
  member.busy = true;
  const webhook = `${service.ownUrl}/notify?id=${encodeURIComponent(user)}&creds=${encrypted}`;
  const body = subscribePush(webhook, options.statusMinutes ?? 15);
  const outcome = await callEws(
    service.client,
    ewsUrl,
    credentials,
    body,
    deviceHeader(service, member),
  );
  member.busy = false;
  if (!outcome.ok) {
    book.note({
      kind: 'refused',
      user,
      operation: 'Subscribe',
      status: outcome.status,
      text: outcome.text,
    });
    return;
  }
  member.subscriptionId = textOf(find(outcome.document, 'SubscriptionId')) ?? null;
  member.aliveAt = Date.now();
  book.note({ kind: 'subscribed', user });
}

/** All devices of the user, compliant or not: the gateway has to judge (facts: seg 1.4). */
function deviceHeader({ options }: Service, { account }: Member): Readonly<Record<string, string>> {
  const name = options.deviceHeader ?? null;
  const ids = account.deviceIds();
  return name === null || ids.length === 0 ? {} : { [name]: ids.join(',') };
}

/** `POST /notify?id=…&creds=…` from Exchange. */
async function receive(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const text = await bodyOf(request);
  if (url.pathname !== '/notify' || request.method !== 'POST') {
    answerOther(service, url.pathname, response);
    return;
  }
  const member = service.book.members.get(url.searchParams.get('id') ?? '');
  const account = service.keys.decrypt(url.searchParams.get('creds') ?? '');
  const document = parseXml(text);
  const subscriptionId = textOf(find(document, 'SubscriptionId'));
  // The first notification may come before the answer to Subscribe: an id not known yet is no stranger.
  const known = member?.busy === true || member?.subscriptionId === subscriptionId;
  const accepted = member !== undefined && account !== null && known;
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' });
  response.end(notificationResult(accepted ? 'OK' : 'Unsubscribe'));
  if (!accepted) return;
  member.aliveAt = Date.now();
  for (const itemId of newItems(document)) await fetchAndPush(service, member, account, itemId);
}

/** The sign of life of the real service, and the lab's counters. */
function answerOther({ book }: Service, path: string, response: ServerResponse): void {
  if (path === '/counters') {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(`${JSON.stringify(book.counters())}\n`);
    return;
  }
  response.writeHead(path.endsWith('/alive') ? 200 : 404).end();
}

function newItems(document: XmlElement): readonly string[] {
  return findAll(document, 'NewMailEvent').flatMap(
    (event) => find(event, 'ItemId')?.attributes.get('Id') ?? [],
  );
}

async function fetchAndPush(
  service: Service,
  member: Member,
  account: Account,
  itemId: string,
): Promise<void> {
  const { ewsUrl, book, client } = service;
  if (ewsUrl === null) return;
  const { user, deviceIds } = member.account;
  const headers = deviceHeader(service, member);
  const outcome = await callEws(client, ewsUrl, account, getSubjectAndSender(itemId), headers);
  if (!outcome.ok) {
    book.note({
      kind: 'refused',
      user,
      operation: 'GetItem',
      status: outcome.status,
      text: outcome.text,
    });
    return;
  }
  const { allowed, withheld } = allowedDevices(deviceIds(), verdictsOf(service, outcome.result));
  const subject = textOf(find(outcome.document, 'Subject')) ?? '';
  const sender = textOf(find(find(outcome.document, 'From'), 'Name')) ?? '';
  book.note({ kind: 'pushed', user, subject, sender, deviceIds: allowed, withheld });
}

function verdictsOf({ options }: Service, result: CallResult): string | null {
  const name = options.verdictHeader ?? null;
  const value = name === null ? undefined : result.headers[name.toLowerCase()];
  return typeof value === 'string' ? value : null;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
