/** What the two ways to enter a secret have in common. */
export interface EntryProps {
  readonly busy: boolean;
  /** @returns false: it was refused, and is to be entered again */
  readonly onSend: (bytes: Uint8Array) => Promise<boolean>;
  readonly onCancel: () => void;
}
