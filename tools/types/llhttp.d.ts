// undici carries llhttp as WebAssembly, built from Node's own sources, and has no types for it.
declare module 'undici/lib/llhttp/llhttp-wasm.js' {
  const bytes: Buffer;
  export = bytes;
}

// As much of WebAssembly as runs it: in TypeScript the types belong to the DOM, which is not here.
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  interface Module {
    readonly compiled?: never;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  type Imports = Record<string, Record<string, (...args: number[]) => number>>;
  const Module: new (bytes: Uint8Array) => Module;
  const Instance: new (module: Module, imports: Imports) => Instance;
}
