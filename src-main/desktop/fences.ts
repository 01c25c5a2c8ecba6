/** What no page of ours may do, whatever got into it. */
import { app, session, type Session, type WebContents } from 'electron';
import { isOurs } from './served-file.ts';

/** Before the app is ready: a name that a page makes Chromium look up would tell its server. */
export function silenceResolver(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

export async function raiseFences(): Promise<void> {
  app.on('web-contents-created', (_event, contents) => enclose(contents));
  await fence(session.defaultSession);
}

function enclose(contents: WebContents): void {
  const refuse = (event: { readonly preventDefault: () => void }): void => event.preventDefault();
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  // A page cannot keep its window open: this says that it may go.
  contents.on('will-prevent-unload', refuse);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // No policy of content speaks for WebRTC: neither its UDP nor, by the proxy below, its TCP.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** The port 1 of this machine, where only root could listen; loopback goes there as well. */
const NOWHERE = { proxyRules: 'socks5://127.0.0.1:1', proxyBypassRules: '<-loopback>' };

async function fence(of: Session): Promise<void> {
  of.setPermissionRequestHandler((contents, permission, answer) =>
    answer(mayHave(permission, contents.getURL())),
  );
  of.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin));
  of.setDevicePermissionHandler(() => false);
  of.on('will-download', (event) => event.preventDefault());
  // Spelling would ask a server for dictionaries.
  of.setSpellCheckerEnabled(false);
  of.webRequest.onBeforeRequest(({ url }, answer) => {
    const tools = !app.isPackaged && url.startsWith('devtools:');
    answer({ cancel: !isOurs(url) && !tools });
  });
  // What passes by webRequest meets a door that is shut. Main itself uses Node's network.
  await of.setProxy(NOWHERE);
}

/** Plain text to the clipboard: the Copy buttons. Reading it is refused. */
function mayHave(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurs(url);
}
