import { describe, expect, test } from 'vitest';
import { editProperty } from './edit.ts';

const host = 'ews.email.server.host.and.port';
const vendorLine = `#${host}=https://example.com:443`;
const mine = 'https://mail.contoso.test:8443';

const cases: readonly (readonly [string, string, string, string | null, string])[] = [
  ['the value only', '# c\na=1\nb=2\n', 'a', '3', '# c\na=3\nb=2\n'],
  ['the style of the line stays', '  a : 1\nb\t2\n', 'a', '3', '  a : 3\nb\t2\n'],
  ['a blank as separator', 'b\t2\n', 'b', '=x', 'b\t\\=x\n'],
  ['a key alone gets a sign', 'a\nb=2', 'a', '3', 'a=3\nb=2'],
  ['CRLF stays', '# c\r\na=1\r\nb=2\r\n', 'a', '3', '# c\r\na=3\r\nb=2\r\n'],
  ['a missing last line end stays missing', 'a=1', 'a', '3', 'a=3'],
  ['Latin-1 bytes of other lines stay', '# caf\u00e9\na=1\n', 'a', '3', '# caf\u00e9\na=3\n'],
  ['continuation lines are replaced', 'a=1\\\n  2\nb=3\n', 'a', '3', 'a=3\nb=3\n'],
  ['a value below its key stays below', 'a=\\\n  1\nb=3\n', 'a', '3', 'a=\\\n  3\nb=3\n'],
  ['the last of duplicates', 'a=1\na=2\n', 'a', '3', 'a=1\na=3\n'],
  ['the same value is no change', 'a=\\u0031\n', 'a', '1', 'a=\\u0031\n'],
  ['what Java escapes', 'a=1\n', 'a', ' é\\\t\u20ac', 'a=\\ \\u00E9\\\\\\t\\u20AC\n'],
  ['append', 'a=1\n', 'b', '2', 'a=1\nb=2\n'],
  ['append with CRLF', 'a=1\r\nc=3\r\n', 'b', '2', 'a=1\r\nc=3\r\nb=2\r\n'],
  ['append without a last line end', 'a=1', 'b', '2', 'a=1\nb=2'],
  ['append to nothing', '', 'b', '2', 'b=2\n'],
  ['append after an open continuation', 'a=1\\', 'b', '2', 'a=1\\\n\nb=2'],
  ['comment out', '# c\na=1\nb=2\n', 'a', null, '# c\n#a=1\nb=2\n'],
  ['comment out a continuation', 'a=1\\\r\n  2\r\nb=2', 'a', null, '#a=1\\\r\n#  2\r\nb=2'],
  ['comment out every duplicate', 'a=1\nb=2\na=3\n', 'a', null, '#a=1\nb=2\n#a=3\n'],
  ['comment out what is not set', '#a=1\n', 'a', null, '#a=1\n'],
  [
    "the vendor's line is enabled in place",
    `x=1\n${vendorLine}\ny=2\n`,
    host,
    mine,
    `x=1\n${host}=${mine}\ny=2\n`,
  ],
  ["the vendor's line with CRLF", `${vendorLine}\r\ny=2`, host, mine, `${host}=${mine}\r\ny=2`],
  ["the vendor's line at the very end", `x=1\n${vendorLine}`, host, mine, `x=1\n${host}=${mine}`],
  [
    'a commented line with blanks',
    `  # ${host} = https://x:1\n`,
    host,
    mine,
    `  ${host} = ${mine}\n`,
  ],
  [
    'a sentence about the key stays',
    `# ${host}=https://x:1 is the form\n`,
    host,
    mine,
    `# ${host}=https://x:1 is the form\n${host}=${mine}\n`,
  ],
  [
    'prose about the key stays',
    `# ${host}: another server\n`,
    host,
    mine,
    `# ${host}: another server\n${host}=${mine}\n`,
  ],
  [
    'the active line goes before a commented one',
    `${vendorLine}\n${host}=https://x:1\n`,
    host,
    mine,
    `${vendorLine}\n${host}=${mine}\n`,
  ],
  ['the last of commented lines', `#a=1\n#a=2\n`, 'a', '3', '#a=1\na=3\n'],
  [
    'a key with a longer name is another',
    `#${host}.old=https://x:1\n`,
    host,
    mine,
    `#${host}.old=https://x:1\n${host}=${mine}\n`,
  ],
  [
    'what looks like a comment in a continuation',
    `x=1\\\n${vendorLine}\n`,
    host,
    mine,
    `x=1\\\n${vendorLine}\n${host}=${mine}\n`,
  ],
];

describe('editing', () => {
  test.each(cases)('%s', (_name, text, key, value, expected) => {
    expect(editProperty(text, key, value)).toBe(expected);
  });
});

test('enabling the host and commenting it out again keeps the place', () => {
  const enabled = editProperty(`x=1\n${vendorLine}\ny=2\n`, host, mine);
  expect(editProperty(enabled, host, null)).toBe(`x=1\n#${host}=${mine}\ny=2\n`);
});
