/**
 * Reads operation and effective mailbox from the beginning of an EWS request.
 *
 * EWS sends no `SOAPAction`: the operation is the first child of `soap:Body`, and the mailbox that
 * is acted for stands in a header before it (facts: ews 1.2). Anything that Exchange's parser could
 * read differently from this one is unreadable, not guessed at.
 */
import type { Buffer } from 'node:buffer';
import { SaxesParser } from 'saxes';
import { SubscribeReader } from './webhook.ts';

export interface SoapFacts {
  readonly operation: string;
  /** The first identifier inside `ExchangeImpersonation/ConnectingSID`, null without one. */
  readonly mailbox: string | null;
  /** Where it was looked for (`webhook.ts`): the host that gets notifications; null: one that cannot be read. */
  readonly webhookHost?: string | null | undefined;
}

export type SoapState =
  | { readonly kind: 'open' }
  | { readonly kind: 'read'; readonly facts: SoapFacts }
  | { readonly kind: 'unreadable'; readonly text: string };

export const envelopes: ReadonlySet<string> = new Set([
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://www.w3.org/2003/05/soap-envelope',
]);
/** Headers by which a caller becomes somebody else in a way no policy here can follow. */
const refusedHeaders: ReadonlySet<string> = new Set([
  'SerializedSecurityContext',
  'OpenAsAdminOrSystemService',
]);
const sidForms: ReadonlySet<string> = new Set([
  'PrincipalName',
  'PrimarySmtpAddress',
  'SmtpAddress',
  'SID',
]);

const pieceBytes = 512;

/** One request's reader: fed with the bytes as they come, until it is no longer `open`. */
export class SoapReader {
  readonly #parser = new SaxesParser({ xmlns: true });
  #decoder: TextDecoder | null = null;
  readonly #path: string[] = [];
  #mailbox: string | null = null;
  #impersonated = false;
  #text = '';
  #state: SoapState = { kind: 'open' };
  readonly #withWebhook: boolean;
  /** Inside of `Subscribe`, where its address is looked for. */
  #subscribe: SubscribeReader | null = null;

  /** @param withWebhook of `Subscribe`, read on until it is known where notifications go */
  constructor(withWebhook = false) {
    this.#withWebhook = withWebhook;
    this.#parser.on('error', () => {
      this.#refuse('it is not well-formed XML');
    });
    this.#parser.on('doctype', () => {
      this.#refuse('it has a document type');
    });
    this.#parser.on('xmldecl', (declaration) => {
      const encoding = declaration.encoding ?? 'utf-8';
      if (!/^utf-?8$/i.test(encoding)) this.#refuse('it is not UTF-8');
    });
    this.#parser.on('opentag', (tag) => {
      this.#open(tag.uri, tag.local);
    });
    this.#parser.on('text', (text) => {
      this.#text += text;
    });
    // To .NET's reader text and CDATA are one string.
    this.#parser.on('cdata', (text) => {
      this.#text += text;
    });
    this.#parser.on('closetag', (tag) => {
      this.#close(tag.local);
    });
  }

  get state(): SoapState {
    return this.#state;
  }

  write(chunk: Buffer): SoapState {
    // In small pieces: what follows the operation need not be looked at.
    for (let at = 0; at < chunk.length && this.#state.kind === 'open'; at += pieceBytes) {
      try {
        this.#parser.write(this.#decode(chunk.subarray(at, at + pieceBytes)));
      } catch {
        this.#refuse('it is not UTF-8');
      }
    }
    return this.#state;
  }

  /** The body ended, or there is no more patience. */
  end(why: string): SoapState {
    this.#refuse(why);
    return this.#state;
  }

  /** Throws where it is not UTF-8. */
  #decode(piece: Buffer): string {
    if (this.#decoder === null) {
      const text = piece.toString('utf8');
      // Nearly always: no letter lies across the end of the piece, and none is broken.
      if (!text.includes('\ufffd')) return text;
      this.#decoder = new TextDecoder('utf-8', { fatal: true });
    }
    return this.#decoder.decode(piece, { stream: true });
  }

  #open(uri: string, local: string): void {
    if (this.#state.kind !== 'open') return;
    const depth = this.#path.length;
    if (depth === 0 && !(envelopes.has(uri) && local === 'Envelope')) {
      this.#refuse('it is no SOAP envelope');
      return;
    }
    if (this.#subscribe !== null) {
      this.#text = '';
      const why = this.#subscribe.open(local);
      if (why !== null) this.#refuse(why);
      return;
    }
    if (depth === 2 && this.#path[1] === 'Body') {
      if (this.#withWebhook && local === 'Subscribe') this.#subscribe = new SubscribeReader();
      else this.#state = { kind: 'read', facts: { operation: local, mailbox: this.#mailbox } };
      return;
    }
    if (depth === 2 && refusedHeaders.has(local)) this.#refuse(`its header ${local} is not served`);
    if (local === 'ExchangeImpersonation') {
      if (this.#impersonated) this.#refuse('it impersonates twice');
      this.#impersonated = true;
    }
    // Header or Body in a foreign namespace would be neither to Exchange.
    this.#path.push(depth === 1 && !envelopes.has(uri) ? `{${uri}}${local}` : local);
    this.#text = '';
  }

  #close(local: string): void {
    if (this.#state.kind !== 'open') return;
    if (this.#subscribe !== null) {
      this.#closeInSubscribe(this.#subscribe);
      return;
    }
    // Another Body after an empty one would be the one that counts to one reader, and none to another.
    if (this.#path.length === 2 && this.#path[1] === 'Body')
      this.#refuse('its Body names no operation');
    if (this.#inImpersonation() && sidForms.has(local)) {
      if (this.#mailbox !== null) this.#refuse('it impersonates two mailboxes');
      this.#mailbox = this.#text.trim();
      if (this.#mailbox === '') this.#refuse('it impersonates nobody');
    }
    if (local === 'ExchangeImpersonation' && this.#mailbox === null) {
      this.#refuse('it impersonates nobody');
    }
    this.#path.pop();
    this.#text = '';
  }

  #closeInSubscribe(subscribe: SubscribeReader): void {
    const over = subscribe.close(this.#text);
    this.#text = '';
    if (!over) return;
    const { webhookHost } = subscribe;
    const mailbox = this.#mailbox;
    this.#state = { kind: 'read', facts: { operation: 'Subscribe', mailbox, webhookHost } };
  }

  #inImpersonation(): boolean {
    return this.#path.includes('ExchangeImpersonation') && this.#path.includes('ConnectingSID');
  }

  #refuse(why: string): void {
    if (this.#state.kind !== 'open') return;
    this.#state = { kind: 'unreadable', text: `The SOAP request cannot be read: ${why}.` };
  }
}
