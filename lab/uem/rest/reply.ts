import { randomUUID } from 'node:crypto';

export type Reply = {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
  /** Version that was used, and those that the operation has; null: not an operation. */
  readonly version: { readonly used: number; readonly all: readonly number[] } | null;
  readonly headers?: Readonly<Record<string, string>>;
};

const JSON_TYPE = 'application/json; charset=utf-8';

export function json(status: number, body: unknown, version: Reply['version'] = null): Reply {
  return { status, type: JSON_TYPE, body: JSON.stringify(body), version };
}

/** facts: uem 3.2, recorded: no body and no content type. */
export function noContent(version: Reply['version'] = null): Reply {
  return { status: 204, type: null, body: '', version };
}

/** facts: uem 5. */
export function failure(status: number, errorCode: number, message: string): Reply {
  return json(status, { errorCode, message, activityId: randomUUID() });
}

export function html(status: number, title: string): Reply {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, type: 'text/html; charset=utf-8', body, version: null };
}

/**
 * The version that is used for what the client accepts: its own where the operation has it, else the
 * nearest lower one, else the lowest (facts: uem 1: a version that is missing is not refused).
 */
export function versionFor(accept: string | undefined, all: readonly number[]): number {
  const asked = Number(/version\s*=\s*(\d+)/i.exec(accept ?? '')?.[1] ?? '1');
  const lower = all.filter((version) => version <= asked);
  return lower.length === 0 ? Math.min(...all) : Math.max(...lower);
}
