// undici carries llhttp as WebAssembly, built from Node's own sources, and has no types for it.
declare module 'undici/lib/llhttp/llhttp-wasm.js' {
  const bytes: Buffer;
  export default bytes;
}

// As much of WebAssembly as runs it: in TypeScript the types belong to the DOM, which is not here.
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  type Exports = Readonly<Record<string, unknown>>;
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(
      module: Module,
      imports: Record<string, Record<string, (...args: number[]) => number>>,
    );
    readonly exports: Exports;
  }
}
