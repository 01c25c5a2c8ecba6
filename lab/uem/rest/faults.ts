import type { ServerResponse } from 'node:http';
import type { Operation, UemFault, UemFaultRule } from './types.ts';
import { failure, html, type Reply } from './reply.ts';

export type FaultBook = {
  /** The first rule that hits; counts it. */
  readonly take: (
    rules: readonly UemFaultRule[],
    operation: Operation,
    page: number,
  ) => UemFault | null;
};

export function faultBook(): FaultBook {
  const used = new WeakMap<UemFaultRule, number>();
  return {
    take: (rules, operation, page) => {
      const rule = rules.find(
        (each) =>
          (each.operation === undefined || each.operation === operation) &&
          (each.page === undefined || each.page === page) &&
          page >= (each.fromPage ?? 0) &&
          (used.get(each) ?? 0) < (each.times ?? Infinity),
      );
      if (rule === undefined) return null;
      used.set(rule, (used.get(rule) ?? 0) + 1);
      return rule.fault;
    },
  };
}

/** What a fault makes of the answer; those that change the list itself have done so before. */
export function spoiled(reply: Reply, fault: UemFault | null): Reply {
  switch (fault?.kind) {
    case 'status':
      return failure(fault.status, fault.status, 'The server could not do this.');
    case 'html':
      return html(200, 'Log in');
    case 'tooMany':
      return tooMany(fault.retryAfterSeconds);
    default:
      return reply;
  }
}

export function tooMany(retryAfterSeconds: number | null): Reply {
  const reply = failure(429, 429, 'Too many requests.');
  return retryAfterSeconds === null
    ? reply
    : { ...reply, headers: { 'Retry-After': String(retryAfterSeconds) } };
}

/** Writes the body, or what a fault leaves of it. The head is already set. */
export function writeBody(response: ServerResponse, body: string, fault: UemFault | null): void {
  const bytes = Buffer.from(body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  switch (fault?.kind) {
    case 'reset':
      response.destroy();
      return;
    case 'brokenOff':
      response.setHeader('Content-Length', bytes.length);
      response.write(half, () => response.destroy());
      return;
    case 'cutShort':
      response.setHeader('Content-Length', half.length);
      response.end(half);
      return;
    default:
      if (response.statusCode !== 204) response.setHeader('Content-Length', bytes.length);
      response.end(bytes);
  }
}
