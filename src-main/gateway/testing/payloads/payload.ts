/**
 * A hostile request as data: what is sent, whose idea it is, and what may come of it. The bytes stand on
 * routes of the gateway, with a credential and a device that may pass: nothing but their form gets them refused.
 */
import { findItem } from '../../../testing/http-client.ts';

export const sources = [
  'llhttp',
  'http-garden',
  'h1spec',
  'smuggler',
  'desync permutations',
  'own',
] as const;
export type Source = (typeof sources)[number];

/**
 * `refused`: nothing of it may reach Exchange as a whole request. `relayed`: it is in order, Exchange gets it.
 * `either`: RFC 9110 and 9112 leave the choice; relayed, it must be read the same by everybody.
 */
export type Expected = 'refused' | 'relayed' | 'either';

export interface Payload {
  readonly source: Source;
  readonly name: string;
  /** One character is one byte. */
  readonly bytes: string;
  readonly expected: Expected;
  /** More must come before anybody can answer: silence is right. */
  readonly waits: boolean;
  /** Nothing follows it on its connection; else an ordinary request does. */
  readonly alone: boolean;
  /** Refused or relayed, by the version of the parser, or by timing: something wrong stands behind something right. */
  readonly varies: boolean;
}

type Options = Partial<Pick<Payload, 'waits' | 'alone' | 'varies'>>;
type Make = (name: string, bytes: string, options?: Options) => Payload;

export function catalogueOf(source: Source): Readonly<Record<Expected, Make>> {
  const make =
    (expected: Expected): Make =>
    (name, bytes, { waits = false, alone = false, varies = false } = {}) => ({
      ...{ source, name, bytes, expected, waits, alone, varies },
    });
  return { refused: make('refused'), relayed: make('relayed'), either: make('either') };
}

/** Nobody checks the password here; the same bytes in every run. */
export const authorization = `Authorization: Basic ${Buffer.from('alice@contoso.test:payload').toString('base64')}`;
export const ewsPath = '/EWS/Exchange.asmx';
const easPath = '/Microsoft-Server-ActiveSync';
export const easTarget = `${easPath}?Cmd=FolderSync&User=alice@contoso.test&DeviceId=alicephone&DeviceType=iPhone`;
export const chunkedLine = 'Transfer-Encoding: chunked';

/** A head with everything that lets it pass; `line` is the request line. */
export function headed(line: string, lines: readonly string[], body = ''): string {
  return [line, 'Host: gateway', authorization, ...lines, '', body].join('\r\n');
}

/** ActiveSync, whose body may hold anything. */
export const sync = (lines: readonly string[], body = ''): string =>
  headed(`POST ${easTarget} HTTP/1.1`, lines, body);
/** A document of EWS, without a body. */
export const get = (lines: readonly string[], body = ''): string =>
  headed('GET /EWS/Services.wsdl HTTP/1.1', lines, body);
/** Another method on the path of EWS, or another version. */
export const lined = (line: string, lines: readonly string[] = [], body = ''): string =>
  headed(line, lines, body);
/** A head of which every byte counts: its lines come as they are, the credential before the last of them. */
export const raw = (...lines: readonly string[]): string => lines.join('\r\n');

export const lengthOf = (body: string): string => `Content-Length: ${body.length}`;
export const chunk = (text: string, size = text.length.toString(16)): string =>
  `${size}\r\n${text}\r\n`;
export const lastChunk = '0\r\n\r\n';
export const chunked = (text: string): string => chunk(text) + lastChunk;

/** What an attacker would like Exchange to read as a request. No route has its path. */
export const smuggled = `GET /owa/secret HTTP/1.1\r\nHost: gateway\r\n${authorization}\r\n\r\n`;

export const markerTarget = `${ewsPath}?marker=1`;
/** An ordinary request that follows a payload on its connection. */
export const marker = headed(`POST ${markerTarget} HTTP/1.1`, [lengthOf(findItem)], findItem);
