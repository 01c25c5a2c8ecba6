/** Vectors of RFC 3961 A.1, RFC 3962 B and RFC 8009 A; of PA-FOR-USER as libkrb5 computes it (facts: ews 5.2). */
import { describe, expect, it } from 'vitest';
import { forUserChecksum } from '../messages/padata.ts';
import { nameTypes } from '../names.ts';
import { deriveKey } from './aes-sha1.ts';
import { ctsDecrypt, ctsEncrypt } from './cipher-text-stealing.ts';
import { enctypeOf, offeredEnctypes } from './enctype.ts';
import { Key } from './key.ts';
import { nFold } from './n-fold.ts';
import { stringToKey } from './string-to-key.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const enctype = (id: number) => enctypeOf(id)!;

it.each([
  ['012345', 8, 'be072631276b1955'],
  ['password', 7, '78a07b6caf85fa'],
  ['Rough Consensus, and Running Code', 8, 'bb6ed30870b7f0e0'],
  ['password', 21, '59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e'],
  ['MASSACHVSETTS INSTITVTE OF TECHNOLOGY', 24, 'db3b0d8f0b061e603282b308a50841229ad798fab9540c1b'],
  ['Q', 21, '518a54a2 15a8452a 518a54a2 15a8452a 518a54a2 15'],
  ['ba', 21, 'fb25d531 ae897449 9f52fd92 ea9857c4 ba24cf29 7e'],
  ['kerberos', 8, '6b65726265726f73'],
  ['kerberos', 16, '6b65726265726f737b9b5b2b93132b93'],
  ['kerberos', 21, '8372c236344e5f1550cd0747e15d62ca7a5a3bcea4'],
  ['kerberos', 32, '6b65726265726f737b9b5b2b93132b935c9bdcdad95c9899c4cae4dee6d6cae4'],
])('n-fold of %s to %i bytes (RFC 3961 A.1)', (text, size, folded) => {
  expect(nFold(Buffer.from(text), size)).toEqual(hex(folded));
});

const ten8 = hex('1234567878563412');
it.each([
  [17, 1, 'password', Buffer.from('ATHENA.MIT.EDUraeburn'), '42263c6e89f4fc28b8df68ee09799f15'],
  [
    18,
    1,
    'password',
    Buffer.from('ATHENA.MIT.EDUraeburn'),
    'fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161',
  ],
  [17, 1200, 'password', Buffer.from('ATHENA.MIT.EDUraeburn'), '4c01cd46d632d01e6dbe230a01ed642a'],
  [
    18,
    1200,
    'password',
    Buffer.from('ATHENA.MIT.EDUraeburn'),
    '55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a',
  ],
  [17, 5, 'password', ten8, 'e9b23d52273747dd5c35cb55be619d8e'],
  [18, 5, 'password', ten8, '97a4e786be20d81a382d5ebc96d5909cabcdadc87ca48f574504159f16c36e31'],
  [
    18,
    1200,
    'X'.repeat(65),
    Buffer.from('pass phrase exceeds block size'),
    'd78c5c9cb872a8c9dad4697f0bb5b2d21496c82beb2caeda2112fceea057401b',
  ],
  [
    18,
    50,
    '𝄞',
    Buffer.from('EXAMPLE.COMpianist'),
    '4b6d9839f84406df1f09cc166db4b83c571848b784a3d6bdc346589a3e393f9e',
  ],
])(
  'string-to-key of enctype %i with %i rounds (RFC 3962 B)',
  async (id, rounds, word, salt, key) => {
    expect(await enctype(id).stringToKey(Buffer.from(word), salt, rounds)).toEqual(hex(key));
  },
);

it('DK of AES (RFC 3962 B by way of RFC 3961 5.1): the last step of the first key above', () => {
  const raw = hex('cdedb5281bb2f801565a1122b2563515');
  expect(deriveKey(raw, Buffer.from('kerberos'), 16)).toEqual(
    hex('42263c6e89f4fc28b8df68ee09799f15'),
  );
});

const chicken = Buffer.from("I would like the General Gau's Chicken, please, and wonton soup.");
it.each([
  [17, 'c6353568f2bf8cb4d8a580362da7ff7f97'],
  [31, 'fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5'],
  [32, '39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584'],
  [
    47,
    '97687268d6ecccc0c07b25e25ecfe584b3fffd940c16a18c1b5549d2f838029e39312523a78662d5be7fcbcc98ebf5',
  ],
  [
    48,
    '97687268d6ecccc0c07b25e25ecfe5849dad8bbb96c4cdc03bc103e1a194bbd839312523a78662d5be7fcbcc98ebf5a8',
  ],
  [
    64,
    '97687268d6ecccc0c07b25e25ecfe58439312523a78662d5be7fcbcc98ebf5a84807efe836ee89a526730dbc2f7bc8409dad8bbb96c4cdc03bc103e1a194bbd8',
  ],
])('CBC with ciphertext stealing of %i bytes (RFC 3962 B)', (length, sealed) => {
  const key = Buffer.from('chicken teriyaki');
  const plain = chicken.subarray(0, length);
  expect(ctsEncrypt(key, plain)).toEqual(hex(sealed));
  expect(ctsDecrypt(key, hex(sealed))).toEqual(plain);
});

describe('RFC 8009 A', () => {
  const keys = {
    19: hex('3705d96080c17728a0e800eab6e0d23c'),
    20: hex('6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52'),
  } as const;
  const salt = Buffer.concat([
    hex('10DF9DD783E5BC8ACEA1730E74355F61'),
    Buffer.from('ATHENA.MIT.EDUraeburn'),
  ]);

  it.each([
    [19, '089bca48b105ea6ea77ca5d2f39dc5e7'],
    [20, '45bd806dbf6a833a9cffc1c94589a222367a79bc21c413718906e9f578a78467'],
  ])('string-to-key of enctype %i', async (id, key) => {
    expect(await enctype(id).stringToKey(Buffer.from('password'), salt, 32_768)).toEqual(hex(key));
  });

  it.each([
    [19, 'd78367186643d67b411cba9139fc1dee'],
    [20, '45ee791567eefca37f4ac1e0222de80d43c3bfa06699672a'],
  ] as const)('checksum of enctype %i', (id, sum) => {
    const data = hex('000102030405060708090a0b0c0d0e0f1011121314');
    expect(enctype(id).checksum(keys[id], 2, data)).toEqual(hex(sum));
  });

  it.each([
    [
      19,
      '7e5895eaf2672435bad817f545a37148',
      '',
      'ef85fb890bb8472f4dab20394dca781dad877eda39d50c870c0d5a0a8e48c718',
    ],
    [
      19,
      '7bca285e2fd4130fb55b1a5c83bc5b24',
      '000102030405',
      '84d7f30754ed987bab0bf3506beb09cfb55402cef7e6877ce99e247e52d16ed4421dfdf8976c',
    ],
    [
      19,
      '56ab21713ff62c0a1457200f6fa9948f',
      '000102030405060708090a0b0c0d0e0f',
      '3517d640f50ddc8ad3628722b3569d2ae07493fa8263254080ea65c1008e8fc295fb4852e7d83e1e7c48c37eebe6b0d3',
    ],
    [
      19,
      'a7a4e29a4728ce10664fb64e49ad3fac',
      '000102030405060708090a0b0c0d0e0f1011121314',
      '720f73b18d9859cd6ccb4346115cd336c70f58edc0c4437c5573544c31c813bce1e6d072c186b39a413c2f92ca9b8334a287ffcbfc',
    ],
    [
      20,
      'f764e9fa15c276478b2c7d0c4e5f58e4',
      '',
      '41f53fa5bfe7026d91faf9be959195a058707273a96a40f0a01960621ac612748b9bbfbe7eb4ce3c',
    ],
    [
      20,
      'b80d3251c1f6471494256ffe712d0b9a',
      '000102030405',
      '4ed7b37c2bcac8f74f23c1cf07e62bc7b75fb3f637b9f559c7f664f69eab7b6092237526ea0d1f61cb20d69d10f2',
    ],
  ] as const)('encryption by enctype %i, confounder %s', (id, confounder, plain, sealed) => {
    const { encrypt, decrypt } = enctype(id);
    expect(encrypt(keys[id], 2, hex(plain), () => hex(confounder))).toEqual(hex(sealed));
    expect(decrypt(keys[id], 2, hex(sealed))).toEqual(hex(plain));
  });
});

describe('every enctype', () => {
  it.each(offeredEnctypes)(
    '%i opens what it sealed, of any length, and nothing that was changed',
    (id) => {
      const { keySize, encrypt, decrypt } = enctype(id);
      const key = Buffer.alloc(keySize, 7);
      for (let length = 0; length < 50; length++) {
        const plain = Buffer.alloc(length, length);
        const sealed = encrypt(key, 3, plain);
        expect(decrypt(key, 3, sealed)).toEqual(plain);
        expect(decrypt(key, 4, sealed)).toBeNull();
        const at = length % sealed.length;
        sealed[at] = sealed[at]! ^ 1;
        expect(decrypt(key, 3, sealed)).toBeNull();
      }
    },
  );
});

describe('the checksum of PA-FOR-USER', () => {
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
  const realm = 'CONTOSO.TEST';
  it.each([
    [nameTypes.enterprise, 'alice@contoso.test', 32, '27608bc87d5865501f8b7298a8fa92a0'],
    [nameTypes.principal, 'alice', 32, '7d01c4a8f763218a2bb6241bb648f876'],
    [nameTypes.principal, 'alice', 16, '13751be48dbed5c8887d015ffb22d876'],
  ])('type %i, %s, a key of %i bytes', (type, name, size, sum) => {
    const key = new Key(18, bytes.subarray(0, size));
    expect(forUserChecksum({ name: { type, components: [name] }, realm }, key)).toEqual(hex(sum));
  });
});

describe('what a KDC may ask for', () => {
  const salt = Buffer.from('EX.TESTalice');
  const rounds = (count: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(count, 0);
    return bytes;
  };
  it.each([0, 1, 4095, 1_000_001, 0xffffffff])('not %i rounds over a password', async (count) => {
    expect(await stringToKey(18, 'secret', salt, rounds(count))).toMatchObject({ ok: false });
  });
  it('the usual number, said or not', async () => {
    const [said, unsaid] = await Promise.all([
      stringToKey(18, 'secret', salt, rounds(4096)),
      stringToKey(18, 'secret', salt, null),
    ]);
    if (!said.ok || !unsaid.ok) throw new Error('refused');
    expect(Key.same(said.key, unsaid.key)).toBe(true);
  });
  it('no RC4', async () => {
    expect(await stringToKey(23, 'secret', salt, null)).toMatchObject({ ok: false });
  });
});
