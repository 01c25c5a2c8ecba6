/** What a newcomer's machine lacks: the message says what, where and what to do. No bug. */
export class SetupError extends Error {}
