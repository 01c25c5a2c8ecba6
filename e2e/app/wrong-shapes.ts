/** Parameters that no call of the contract takes, and many that one does, made from the contract itself. */
import fc from 'fast-check';
import { z } from 'zod';
import { windowCalls, type WindowCallName } from '../../src-shared/contract/window.ts';

/** Right parameters of these act, and each has tests of its own. */
const acting: readonly WindowCallName[] = [
  ...(['stop', 'start', 'restart', 'rollback', 'set', 'override', 'unset'] as const),
  ...(['exportLog', 'exportDevices', 'testHost', 'explore', 'runCheck', 'kerberosTest'] as const),
  ...(['renewCertificates', 'probeServer', 'trustCertificate', 'untrustCertificate'] as const),
  ...(['setSecret', 'removeSecret'] as const),
];

export interface Sent {
  readonly name: WindowCallName;
  /** As JSON: so `__proto__` travels as an own name. */
  readonly json: string;
  /** By the contract, judged outside of the console. */
  readonly right: boolean;
}

/** Of each call, `each` messages; the same every time. */
export function wrongShapes(each: number): Sent[] {
  const names = Object.keys(windowCalls) as WindowCallName[];
  return names.flatMap((name) => {
    const { params } = windowCalls[name];
    const near = nearly(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }));
    return fc
      .sample(fc.oneof(near, near, fc.json()), { seed: 20, numRuns: each })
      .map((json) => ({ name, json, right: params.safeParse(JSON.parse(json)).success }))
      .filter(({ right }) => !right || !acting.includes(name));
  });
}

/** An object with the names that the schema knows, some left out, with any values and a few names more. */
function nearly(schema: unknown): fc.Arbitrary<string> {
  const { properties = {} } = schema as { properties?: Record<string, unknown> };
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('', '2026-01-01T00:00:00Z', 'a@contoso.test', '\u0000', '../..', 'allow'),
    fc.constantFrom(-1, 0, 0.5, 1, 15, 500, 501, 2 ** 53, null, true),
    fc.string({ minLength: 300, maxLength: 600 }),
    fc.record({ verdict: fc.constantFrom('blocked', 'x', 7), user: fc.string() }),
  );
  const record = fc.record(
    Object.fromEntries(Object.keys(properties).map((name) => [name, value])),
    { requiredKeys: [] },
  );
  const more = fc.constantFrom(
    '',
    ',"__proto__":{"limit":1}',
    ',"constructor":1',
    ',"toString":null',
  );
  return fc.tuple(record, more).map(([known, tail]) => `{"x":0${tail}${inner(known)}}`);
}

const inner = (known: object): string => {
  const text = JSON.stringify(known).slice(1, -1);
  return text === '' ? '' : `,${text}`;
};
