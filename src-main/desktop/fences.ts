/** What no page of ours may do, whatever got into it. */
import { app, session, type Session } from 'electron';
import { ORIGIN } from './served-file.ts';

export function raiseFences(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
  fence(session.defaultSession);
}

function fence(of: Session): void {
  of.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  of.setPermissionCheckHandler(() => false);
  of.setDevicePermissionHandler(() => false);
  // Spelling would ask a server for dictionaries.
  of.setSpellCheckerEnabled(false);
  of.webRequest.onBeforeRequest(({ url }, answer) => {
    const own = url.startsWith(`${ORIGIN}/`) || url.startsWith('devtools:');
    answer({ cancel: !own });
  });
}
