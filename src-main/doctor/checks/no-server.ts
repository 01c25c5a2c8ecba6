/** Nobody to ask. */
import type { Finding } from '../check.ts';

const keys = { eas: 'emailServer.hostAndPort', ews: 'emailServer.hostAndPort' } as const;

export const noServer = (which: 'eas' | 'ews'): Finding => ({
  state: 'skipped',
  text: `The settings name no Exchange server that can be asked (${keys[which]}).`,
});
