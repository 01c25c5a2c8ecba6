// Forms of an EWS request that gateway and Exchange could read differently: refused while enforcing (issue of the payloads: docs/security.md).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startHarness, withPolicies } from '../testing/gateway-harness.ts';
import { ewsBody, findItem } from '../testing/http-client.ts';
import { askEws } from '../testing/mail-requests.ts';

interface Form {
  readonly what: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly says: RegExp;
}

const inHeader = (element: string): string =>
  findItem.replace('</s:Header>', `<t:${element}/></s:Header>`);
const forms: readonly Form[] = [
  {
    what: 'packed',
    ...{
      body: gzipSync(findItem),
      headers: { 'Content-Encoding': 'gzip' },
      says: /Content-Encoding/,
    },
  },
  {
    what: 'said to be packed, and plain',
    ...{ body: findItem, headers: { 'Content-Encoding': 'deflate' }, says: /Content-Encoding/ },
  },
  {
    what: 'said to be as it is',
    ...{ body: findItem, headers: { 'Content-Encoding': 'identity' }, says: /Content-Encoding/ },
  },
  {
    what: 'UTF-16',
    body: Buffer.from(`\ufeff${findItem}`, 'utf16le'),
    says: /not UTF-8|well-formed/,
  },
  {
    what: 'Latin-1',
    body: Buffer.from(findItem.replace('<s:Body>', '<!--é--><s:Body>'), 'latin1'),
    says: /not UTF-8/,
  },
  {
    what: 'another encoding in the declaration',
    body: findItem.replace('utf-8', 'ibm037'),
    says: /not UTF-8/,
  },
  {
    what: 'another encoding in the header',
    ...{
      body: findItem,
      headers: { 'Content-Type': 'text/xml; charset="ibm037"' },
      says: /not UTF-8/,
    },
  },
  {
    what: 'two encodings in the header',
    body: findItem,
    headers: { 'Content-Type': 'text/xml; charset=utf-8; charset=utf-16' },
    says: /not UTF-8/,
  },
  {
    what: 'a document type',
    body: findItem.replace('?>', '?><!DOCTYPE x>'),
    says: /document type/,
  },
  {
    what: 'a document type with an entity',
    body: findItem.replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>'),
    says: /document type/,
  },
  {
    what: 'two Bodies',
    body: findItem.replace('</s:Envelope>', '<s:Body><m:DeleteItem/></s:Body></s:Envelope>'),
    says: /two Bodies/,
  },
  {
    what: 'two Bodies under different prefixes',
    body: findItem.replace(
      '</s:Envelope>',
      '<Body xmlns="http://schemas.xmlsoap.org/soap/envelope/"><m:DeleteItem/></Body></s:Envelope>',
    ),
    says: /two Bodies/,
  },
  {
    what: 'an empty Body before another',
    body: findItem.replace('<s:Body>', '<s:Body/><s:Body>'),
    says: /no operation/,
  },
  {
    what: 'an empty Body',
    body: findItem.replace(/<s:Body>.*<\/s:Body>/, '<s:Body> </s:Body>'),
    says: /no operation/,
  },
  { what: 'no Body', body: findItem.replace(/<s:Body>.*<\/s:Body>/, ''), says: /no operation/ },
  {
    what: 'a security context',
    body: inHeader('SerializedSecurityContext'),
    says: /SerializedSecurityContext/,
  },
  {
    what: 'a call as administrator',
    body: inHeader('OpenAsAdminOrSystemService'),
    says: /OpenAsAdminOrSystemService/,
  },
  { what: 'no body at all', body: '', says: /no operation/ },
  { what: 'JSON', body: '{"__type":"GetItemJsonRequest"}', says: /well-formed/ },
];

test('each is refused with what it is', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const { what, body, headers = {}, says } of forms) {
    const reply = await askEws(harness.port, { body, headers });
    assert.equal(reply.status, 400, what);
    assert.match(reply.body, says, what);
  }
  assert.equal(harness.exchange.requests.length, 0);
  await harness.event(({ seq, status }) => seq === forms.length && status === 400);
  assert.deepEqual(
    harness.events().map(({ reason }) => reason),
    forms.map(() => 'SOAP_UNREADABLE'),
  );
});

test('in test mode each goes on, and is recorded', async (t) => {
  const harness = await startHarness({
    settings: (settings) => withPolicies(settings, { mode: 'test' }),
  });
  t.after(harness.close);
  for (const { what, body, headers = {} } of forms) {
    const reply = await askEws(harness.port, { body, headers });
    assert.doesNotMatch(reply.body, /cannot be read/, what);
  }
  await harness.event(({ seq, status }) => seq === forms.length && status !== null);
  assert.deepEqual(
    harness.events().map(({ verdict, reason }) => `${verdict} ${reason}`),
    forms.map(() => 'would-block SOAP_UNREADABLE'),
  );
});

test('a message has a body of its own, and what looks like one in text is none', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const message =
    '<m:Items><t:Message><t:Body BodyType="Text">two</t:Body><t:Body xmlns:t="urn:x"/></t:Message></m:Items>';
  for (const inner of [message, '<!-- <s:Body> -->', '<![CDATA[<s:Body><s:Body>]]>']) {
    const reply = await askEws(harness.port, { body: ewsBody('CreateItem', inner) });
    assert.equal(reply.status, 200, inner);
  }
});
