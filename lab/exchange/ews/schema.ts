import { whole, type Answer } from '../http/answer.ts';
import { MESSAGES, TYPES } from './soap.ts';

// Sizes as measured of the real files (facts: ews 1.1), because a relay that collects shows with them.
const SIZES = {
  'services.wsdl': 204 * 1024,
  'messages.xsd': 209 * 1024,
  'types.xsd': 442 * 1024,
} as const;

export type SchemaFile = keyof typeof SIZES;

export function isSchemaFile(name: string): name is SchemaFile {
  return Object.hasOwn(SIZES, name);
}

/** The public description files: node-ews fetches all three before its first call. */
export function schemaAnswer(file: SchemaFile): Answer {
  return whole(
    200,
    'text/xml',
    file === 'services.wsdl' ? wsdl(SIZES[file]) : schema(file, SIZES[file]),
  );
}

function schema(file: 'messages.xsd' | 'types.xsd', size: number): string {
  const namespace = file === 'types.xsd' ? TYPES : MESSAGES;
  const head =
    `<?xml version="1.0" encoding="utf-8"?>\r\n<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" ` +
    `targetNamespace="${namespace}" elementFormDefault="qualified" version="Exchange2013_SP1">\r\n`;
  const line = (index: number): string =>
    `  <xs:complexType name="Sample${String(index)}Type"><xs:sequence><xs:element name="Value" type="xs:string"/></xs:sequence></xs:complexType>\r\n`;
  return filled(head, line, '</xs:schema>\r\n', size);
}

function wsdl(size: number): string {
  const head =
    `<?xml version="1.0" encoding="utf-8"?>\r\n<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" ` +
    `targetNamespace="${MESSAGES}">\r\n`;
  const line = (index: number): string =>
    `  <wsdl:message name="Sample${String(index)}SoapIn"><wsdl:part name="request"/></wsdl:message>\r\n`;
  return filled(head, line, '</wsdl:definitions>\r\n', size);
}

function filled(head: string, line: (index: number) => string, tail: string, size: number): string {
  const parts = [head];
  let length = head.length + tail.length;
  for (let index = 0; length < size; index += 1) {
    const next = line(index);
    parts.push(next);
    length += next.length;
  }
  return parts.join('') + tail;
}
