// What @types/node 18.15 lacks although Node 18.15 has it.

// It is older than TypeScript's generic Uint8Array<ArrayBuffer>: without this, no Buffer passes for
// a Uint8Array.
interface Buffer {
  slice(start?: number, end?: number): Buffer & Uint8Array<ArrayBuffer>;
}

// It knows these globals as values only.
type TextDecoder = import('node:util').TextDecoder;
type TextEncoder = import('node:util').TextEncoder;

declare module 'net' {
  interface Socket {
    /** Destroys the socket after all data is written. */
    destroySoon(): void;
  }
}

declare module 'crypto' {
  /** From Node 20.12 on. */
  const hash: ((algorithm: string, data: string, encoding: 'base64') => string) | undefined;
}

declare namespace NodeJS {
  interface Process {
    /** Kinds of what keeps the event loop alive, one for each. */
    getActiveResourcesInfo(): string[];
  }
}
