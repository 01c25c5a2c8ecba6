/** What goes over the wire: one JSON line for each request and each answer. */
import { z } from 'zod';
import { calls, type CallName } from '../../src-shared/contract/calls.ts';
import { problem, problemSchema, type Problem } from '../../src-shared/errors.ts';

export const requestSchema = z.object({
  id: z.int().nonnegative(),
  call: z.string().max(64),
  params: z.unknown().optional(),
});
export type Request = z.infer<typeof requestSchema>;

/** `id` is null when the request was too broken to have one. */
export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.int().nullable(), ok: z.literal(false), problems: z.array(problemSchema) }),
]);
export type Frame = z.infer<typeof answerSchema>;

export function isCall(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

/** Undefined when the text is no JSON at all. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** One problem for each place at which a value breaks its schema. */
export function shapeProblems(
  code: 'USAGE' | 'CHANNEL',
  subject: string,
  error: z.ZodError,
): Problem[] {
  return error.issues.map((issue) => {
    const key = issue.path.join('.');
    return problem(code, `${subject}: ${issue.message}`, key === '' ? {} : { key });
  });
}
