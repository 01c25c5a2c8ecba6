/** Which connection to Exchange a request belongs to, and who asks on it (ADR 21). */
import type { Credentials } from './identify/credentials.ts';
import type { SignInToken } from './identify/negotiate-token.ts';
import type { SignIn } from './identify/sign-ins.ts';
import type { Generation } from './generation.ts';
import type { Pin, Pins, PinScheme } from './pins.ts';
import type { Shared } from './reading.ts';
import type { Route } from './routes.ts';
import type { Transaction } from './transaction.ts';
import {
  negotiateRefusedText,
  ntlmRefusedText,
  reasonTexts,
} from '../../src-shared/reason-texts.ts';
import type { ComplianceSettings, GatewaySettings } from '../../src-shared/settings/in-force.ts';

export type Pinning =
  | {
      readonly kind: 'go';
      readonly pin: Pin | null;
      readonly credentials: Exclude<Credentials, { kind: 'step' }>;
    }
  | { readonly kind: 'malformed'; readonly scheme: PinScheme; readonly text: string }
  | { readonly kind: 'refused'; readonly scheme: PinScheme; readonly text: string };

/** Asked only where somebody signs in on a connection, or somebody has. */
export function pinFor(
  transaction: Transaction,
  shared: Shared,
  route: Route,
  { authorization, credentials }: SignIn,
): Pinning {
  const before = shared.pins.of(transaction.exchange.connection);
  if (credentials.kind === 'step') return step(transaction, shared, route, credentials);
  const user = authorization === null ? before?.user : null;
  if (before !== undefined && user && isFor(before, transaction, route))
    return { kind: 'go', pin: before, credentials: user };
  // Another user, another service, or nobody yet: what Exchange remembers there is not theirs.
  before?.leave();
  return { kind: 'go', pin: null, credentials };
}

function step(
  transaction: Transaction,
  shared: Shared,
  route: Route,
  { scheme, token }: Extract<Credentials, { kind: 'step' }>,
): Pinning {
  const { exchange, client, generation } = transaction;
  const { connection } = exchange;
  const before = shared.pins.of(connection);
  const goesOn =
    before !== undefined && isFor(before, transaction, route) && follows(before, token);
  if (!goesOn) before?.leave();
  const no = refusal(scheme, token, generation.settings) ?? misread(before, token, goesOn);
  if (no !== null) {
    before?.leave();
    return no;
  }
  const pin = goesOn ? before : shared.pins.open({ connection, client, generation, route }, scheme);
  const claim = claimOf(scheme, token);
  pin.ask(claim);
  return { kind: 'go', pin, credentials: claim ?? { kind: 'leg', scheme } };
}

/** The same client, asking the same server, while the connection there lives. */
function isFor({ owner, upstream, own }: Pin, { client }: Transaction, route: Route): boolean {
  return owner.client === client && owner.generation.upstreamOf(route) === upstream && own.isUsable;
}

/** Whether a step continues what the connection is in the middle of, and begins nothing anew. */
function follows({ state, scheme }: Pin, token: SignInToken): boolean {
  switch (token.kind) {
    case 'unreadable':
      return false;
    case 'hidden':
      // A ticket with each request: whose it is nobody here knows, before and after.
      return scheme === 'negotiate' && (state.kind !== 'signedIn' || state.user.hidden === true);
    case 'ntlm':
      if (token.message.kind === 'negotiate') return token.continues && state.kind === 'challenged';
      return state.kind === 'challenged';
  }
}

/** What may not be signed in with here, whoever it is. */
function refusal(
  scheme: PinScheme,
  token: SignInToken,
  { authentication, compliance }: GatewaySettings,
): Pinning | null {
  if (scheme === 'ntlm' && authentication.ntlm === 'refuse')
    return { kind: 'refused', scheme, text: ntlmRefusedText };
  const { mode, unknownDevices } = compliance.policies;
  switch (token.kind) {
    case 'hidden':
      return mode === 'enforce' && unknownDevices === 'block'
        ? { kind: 'refused', scheme, text: negotiateRefusedText }
        : null;
    case 'unreadable':
      // What it is cannot be told, so neither can what it would be allowed to be.
      return scheme === 'negotiate'
        ? { kind: 'refused', scheme, text: reasonTexts.AUTHENTICATION_UNSUPPORTED }
        : { kind: 'malformed', scheme, text: `The NTLM message is malformed: ${token.text}.` };
    case 'ntlm':
      return token.message.kind === 'challenge'
        ? { kind: 'malformed', scheme, text: 'Only Exchange challenges.' }
        : null;
  }
}

/** Whether what goes on there could begin under these settings. */
export function mayStay({ scheme, state }: Pin, settings: GatewaySettings): boolean {
  if (scheme === 'ntlm' && settings.authentication.ntlm === 'refuse') return false;
  const isHidden = state.kind === 'signedIn' ? state.user.hidden === true : scheme === 'negotiate';
  return !isHidden || refusal(scheme, { kind: 'hidden' }, settings) === null;
}

/** From now on; what goes on where it could not begin any more ends. */
export function judgeGenerations(
  generations: readonly Generation[],
  pins: Pins,
  compliance: ComplianceSettings,
): void {
  for (const generation of generations) {
    generation.adopt(compliance);
    pins.leave(generation, (pin) => !mayStay(pin, generation.settings));
  }
}

/** Exchange reads the names in the letters that its challenge agreed on, whatever the client's flag says. */
function misread(before: Pin | undefined, token: SignInToken, goesOn: boolean): Pinning | null {
  if (!goesOn || before?.state.kind !== 'challenged') return null;
  if (token.kind !== 'ntlm' || token.message.kind !== 'authenticate') return null;
  if (before.state.unicode === token.message.unicode) return null;
  const text = 'The NTLM message is malformed: other letters than agreed.';
  return { kind: 'malformed', scheme: 'ntlm', text };
}

function claimOf(
  scheme: PinScheme,
  token: SignInToken,
): Extract<Credentials, { kind: 'user' }> | null {
  if (token.kind === 'hidden') return { kind: 'user', user: null, scheme, hidden: true };
  if (token.kind !== 'ntlm' || token.message.kind !== 'authenticate') return null;
  return { kind: 'user', user: token.message.user, scheme };
}
