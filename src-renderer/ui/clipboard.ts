import { createContext, useContext } from 'react';

/** The window gets the clipboard from its host; a plain page uses the browser's. */
export const ClipboardContext = createContext<(value: string) => Promise<void>>((value) =>
  navigator.clipboard.writeText(value),
);

export function useClipboard() {
  return useContext(ClipboardContext);
}
