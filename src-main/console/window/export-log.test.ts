import { expect, test } from 'vitest';
import { csvCell } from './export-log.ts';

test.each([
  [null, ''],
  [403, '403'],
  [-1, '-1'],
  ['alice@contoso.test', 'alice@contoso.test'],
  ['=cmd|calc', `'=cmd|calc`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['  =1', `'  =1`],
  ['\t=1', `'\t=1`],
  ['a,"b"', '"a,""b"""'],
  ['=a,b', `"'=a,b"`],
])('%j is %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
