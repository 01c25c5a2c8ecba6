/** What a blocked telephone gets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wbxmlCommands } from './wbxml.ts';
import { decodeWbxml, TAGS, wbxmlText } from '../../lab/index.ts';
import { startHarness } from '../testing/gateway-harness.ts';
import type { Reply } from '../testing/http-client.ts';
import { askEas, easQuery } from '../testing/mail-requests.ts';
import { blocked, sync, answering } from './testing/blocked.ts';

test('ActiveSync: 403, with wbxml129 a Status 129 for each command that has one', async (t) => {
  const plain = await startHarness({ devices: blocked });
  t.after(plain.close);
  const harness = await startHarness({
    devices: blocked,
    settings: answering({ easBlockAnswer: 'wbxml129' }),
  });
  t.after(harness.close);
  const version = (value: string) => ({ headers: { 'MS-ASProtocolVersion': value } });
  assert.ok(wbxmlCommands.length > 15);
  for (const command of wbxmlCommands) {
    const query = easQuery(command, 'alicephone');
    const reply = await askEas(harness.port, query, version('14.1'));
    assert.equal(reply.status, 200, command);
    assert.equal(reply.headers['content-type'], 'application/vnd.ms-sync.wbxml');
    assert.equal(statusIn(reply), '129', command);
    assert.equal((await askEas(harness.port, query, version('12.1'))).status, 403, command);
    assert.equal((await askEas(harness.port, query)).status, 403, command);
    assert.equal((await askEas(plain.port, query, version('14.1'))).status, 403, command);
  }
  for (const sent of ['14.0', '16.0', '16.1']) {
    assert.equal((await askEas(harness.port, sync, version(sent))).status, 200, sent);
  }
  for (const sent of ['2.5', '', 'x', '14.1.1', '-1']) {
    assert.equal((await askEas(harness.port, sync, version(sent))).status, 403, sent);
  }
  const event = await harness.event(({ operation }) => operation === 'Settings');
  assert.deepEqual([event.verdict, event.status, event.answeredBy], ['blocked', 200, 'gateway']);
  assert.equal(harness.exchange.requests.length, 0);
});

test('the lab reads the WBXML that the gateway writes', async (t) => {
  const harness = await startHarness({
    devices: blocked,
    settings: answering({ easBlockAnswer: 'wbxml129' }),
  });
  t.after(harness.close);
  const status = async (command: string, tag: Parameters<typeof wbxmlText>[1]) => {
    const reply = await askEas(harness.port, easQuery(command, 'alicephone'), {
      headers: { 'MS-ASProtocolVersion': '14.1' },
    });
    return wbxmlText(decodeWbxml(Buffer.concat([...reply.chunks])), tag);
  };
  assert.equal(await status('Sync', TAGS.status), '129');
  assert.equal(await status('FolderSync', TAGS.folderStatus), '129');
  assert.equal(await status('Ping', TAGS.pingStatus), '129');
  assert.equal(await status('Provision', TAGS.provisionStatus), '129');
  assert.equal(await status('Settings', TAGS.settingsStatus), '129');
  assert.equal(await status('sync', TAGS.status), '129');
});

// `Cmd=constructor` once found a property of Object.prototype, and a blocked client got a 200.
test('a command without such a status gets 403, also one that names a property of every object', async (t) => {
  const harness = await startHarness({
    devices: blocked,
    settings: answering({ easBlockAnswer: 'wbxml129' }),
  });
  t.after(harness.close);
  for (const command of ['GetAttachment', 'Nonsense', 'constructor', 'toString', 'valueOf']) {
    const reply = await askEas(harness.port, easQuery(command, 'alicephone'), {
      headers: { 'MS-ASProtocolVersion': '14.1' },
    });
    assert.equal(reply.status, 403, command);
  }
});

/** The content of the one element that holds text ([WAP-192] 5: inline string). */
function statusIn(reply: Reply): string {
  const bytes = Buffer.concat([...reply.chunks]);
  assert.equal(bytes.subarray(0, 4).toString('hex'), '03016a00');
  const begin = bytes.indexOf(0x03, 4) + 1;
  const end = bytes.indexOf(0, begin);
  assert.equal(bytes.subarray(end + 1).toString('hex'), '0101');
  return bytes.subarray(begin, end).toString();
}
