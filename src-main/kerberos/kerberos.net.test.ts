/** On every Node that hosts the gateway, that of Electron with BoringSSL among them: the ciphers, and a ticket from end to end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMit, whyNot } from '../../lab/realm/index.ts';
import type { Realm } from '../../lab/realm/index.ts';
import { bindingHash } from './channel-binding.ts';
import { enctypeOf } from './crypto/enctype.ts';
import { forUserChecksum } from './messages/padata.ts';
import { Key } from './crypto/key.ts';
import { nameTypes } from './names.ts';
import { clientOf } from './testing/client.ts';
import { value } from './testing/outcomes.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

const vectors = [
  { id: 17, rounds: 1200, key: '4c01cd46d632d01e6dbe230a01ed642a' },
  {
    id: 18,
    rounds: 1200,
    key: '55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a',
  },
  { id: 19, rounds: 32_768, key: '089bca48b105ea6ea77ca5d2f39dc5e7' },
  {
    id: 20,
    rounds: 32_768,
    key: '45bd806dbf6a833a9cffc1c94589a222367a79bc21c413718906e9f578a78467',
  },
];
const salts = {
  old: Buffer.from('ATHENA.MIT.EDUraeburn'),
  new: Buffer.concat([
    hex('10df9dd783e5bc8acea1730e74355f61'),
    Buffer.from('ATHENA.MIT.EDUraeburn'),
  ]),
};

for (const { id, rounds, key } of vectors) {
  test(`enctype ${id}: string-to-key (RFC 3962 B, RFC 8009 A), and what it seals it opens`, async () => {
    const enctype = enctypeOf(id);
    assert.ok(enctype !== undefined);
    const salt = id > 18 ? salts.new : salts.old;
    const derived = await enctype.stringToKey(Buffer.from('password'), salt, rounds);
    assert.deepEqual(derived, hex(key));
    for (const length of [0, 1, 16, 17, 31, 32, 33, 1000]) {
      const plain = Buffer.alloc(length, length);
      const sealed = enctype.encrypt(derived, 11, plain);
      assert.deepEqual(enctype.decrypt(derived, 11, sealed), plain);
      assert.equal(enctype.decrypt(derived, 12, sealed), null);
    }
  });
}

test('HMAC-MD5 of PA-FOR-USER, and MD5 of a channel binding', () => {
  const key = new Key(18, Buffer.from(Array.from({ length: 32 }, (_, at) => at)));
  const name = { type: nameTypes.enterprise, components: ['alice@contoso.test'] };
  const sum = forUserChecksum({ name, realm: 'CONTOSO.TEST' }, key);
  assert.equal(sum.toString('hex'), '27608bc87d5865501f8b7298a8fa92a0');
  const hash = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
  const binding = Buffer.concat([Buffer.from('tls-server-end-point:'), hash]);
  assert.equal(bindingHash(binding).toString('hex'), '8f1214c9c9cab8dc3bf866da9aba57a7');
});

const skip = whyNot('mit') ?? false;

test('a ticket of alice, with keys of either generation', { skip }, async (t) => {
  const realm: Realm = await startMit({ sha2: true });
  t.after(() => realm.stop());
  for (const [role, target] of [
    ['proxy', 'mail'],
    ['sha2', 'mailsha2'],
  ] as const) {
    for (const kind of ['password', 'keytab'] as const) {
      const client = clientOf(realm, { role, kind });
      const ticket = value(await client.ticket('alice@ex.test', realm.account(target).spn));
      const { header } = value(client.token(ticket, null));
      assert.match(header, /^Negotiate YI[A-Za-z0-9+/]+={0,2}$/);
      client.close();
    }
  }
});
