/** Whether what a page sent is small and plain: found out by a walk that ends at the limit. */

/** In characters and values, about what it would be as JSON. */
export const PAYLOAD_LIMIT = 1024 * 1024;

/** The deepest of the contract has 4. */
export const DEPTH_LIMIT = 16;

interface Step {
  readonly value: unknown;
  readonly depth: number;
}

/**
 * What is wrong with it, or null. JSON.stringify would not do: it makes 500 MB of an empty array that says it is long,
 * and two characters of an ArrayBuffer of any size.
 */
export function payloadFault(params: unknown): string | null {
  const open: Step[] = [{ value: params, depth: 0 }];
  let left = PAYLOAD_LIMIT;
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { value, depth } = step;
    if (depth > DEPTH_LIMIT) return `deeper than ${DEPTH_LIMIT} levels`;
    const size = sizeOf(value);
    if (size === null) return 'neither text nor number nor plain object';
    left -= size;
    if (left < 0) return 'more than 1 MiB';
    if (typeof value !== 'object' || value === null) continue;
    const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    for (const each of inner) open.push({ value: each, depth: depth + 1 });
  }
  return null;
}

/** Without what is inside it, but never less than the number of that. */
function sizeOf(value: unknown): number | null {
  switch (typeof value) {
    case 'string':
      return value.length + 2;
    case 'number':
    case 'boolean':
    case 'undefined':
      return 8;
    case 'object': {
      if (value === null) return 8;
      if (Array.isArray(value)) return value.length + 2;
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== null && prototype !== Object.prototype) return null;
      return Object.keys(value).reduce((sum, key) => sum + key.length + 4, 2);
    }
    default:
      return null;
  }
}
