/**
 * Reads operation and effective mailbox from the beginning of an EWS request.
 *
 * EWS sends no `SOAPAction`: the operation is the first child of `soap:Body`, and the mailbox that
 * is acted for stands in a header before it (facts: ews 1.2). Anything that Exchange's parser could
 * read differently from this one is unreadable, not guessed at.
 */
import type { Buffer } from 'node:buffer';
import { SaxesParser } from 'saxes';

export interface SoapFacts {
  readonly operation: string;
  /** The first identifier inside `ExchangeImpersonation/ConnectingSID`, null without one. */
  readonly mailbox: string | null;
}

export type SoapState =
  | { readonly kind: 'open' }
  | { readonly kind: 'read'; readonly facts: SoapFacts }
  | { readonly kind: 'unreadable'; readonly text: string };

const envelopes: ReadonlySet<string> = new Set([
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

  constructor() {
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
    if (depth === 2 && this.#path[1] === 'Body') {
      this.#state = { kind: 'read', facts: { operation: local, mailbox: this.#mailbox } };
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

  #inImpersonation(): boolean {
    return this.#path.includes('ExchangeImpersonation') && this.#path.includes('ConnectingSID');
  }

  #refuse(why: string): void {
    if (this.#state.kind !== 'open') return;
    this.#state = { kind: 'unreadable', text: `The SOAP request cannot be read: ${why}.` };
  }
}
