/**
 * What zod finds wrong, in words for an administrator: each completes the sentence "KEY: ...". Set for the whole process,
 * because schemas are asked in many rooms. Where this has nothing to say, zod's own words stand.
 */
import { z } from 'zod';
import { clip } from './clip.ts';
import { counted } from './counted.ts';

const kinds: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'an object in { }',
  record: 'an object in { }',
  null: 'null',
};

type Issue = Parameters<z.core.$ZodErrorMap>[0];

z.config({ customError: textOf });

function textOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return 'is missing';
      const wanted = kinds[issue.expected];
      return wanted === undefined ? undefined : `must be ${wanted}`;
    }
    case 'invalid_value': {
      const allowed = issue.values.map((each) => JSON.stringify(each)).join(', ');
      const wrong = issue.input === undefined ? 'is missing' : `is ${shown(issue.input)}`;
      return `${wrong}; allowed: ${allowed}`;
    }
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'is empty';
      return `must ${sizeOf(issue.origin, 'at least', Number(issue.minimum))}`;
    case 'too_big':
      return `must ${sizeOf(issue.origin, 'at most', Number(issue.maximum))}`;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'must be a time as in "2026-03-01T10:00:00Z"'
        : undefined;
    default:
      return undefined;
  }
}

function sizeOf(origin: string, bound: string, limit: number): string {
  if (origin === 'string') return `have ${bound} ${counted(limit, 'character')}`;
  if (origin !== 'array') return `be ${bound} ${limit}`;
  return `have ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
}

function shown(value: unknown): string {
  // JSON has no functions and the like; the compiler does not know of them.
  const text = JSON.stringify(value) as string | undefined;
  return clip(text ?? typeof value, 40);
}
