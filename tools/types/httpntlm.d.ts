// Of its functions the one that tests use; the package has no types.
declare module 'httpntlm' {
  interface Options {
    readonly url: string;
    readonly username: string;
    readonly password: string;
    readonly domain?: string;
    readonly workstation?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }
  interface Answer {
    readonly statusCode: number;
    readonly body: string;
  }
  const httpntlm: {
    readonly post: (
      options: Options,
      done: (error: Error | null, answer: Answer | undefined) => void,
    ) => void;
  };
  export = httpntlm;
}
