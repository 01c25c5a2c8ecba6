/**
 * How long a test waits for what has to come, before it says that it hangs. Many times what is expected: on a busy
 * machine a step takes what a whole test takes elsewhere, and none may fail for that.
 */
export const PATIENCE_MS = 60_000;
