import { createContext, useContext } from 'react';

export interface CommandRoomValue {
  readonly openPalette: () => void;
  readonly openHelp: () => void;
}

export const CommandRoomContext = createContext<CommandRoomValue>({
  openPalette: () => undefined,
  openHelp: () => undefined,
});

export function useCommandRoom(): CommandRoomValue {
  return useContext(CommandRoomContext);
}
