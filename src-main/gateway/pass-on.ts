/** Relays a request that may pass, and looks after what its answer still has to go through. */
import { plain } from './answers.ts';
import { filterChallenges } from './challenge-filter.ts';
import { answerSelf, verdictHeader } from './own-answer.ts';
import type { Reading } from './reading.ts';
import { callHead } from './relay/headers.ts';
import { relay } from './relay/relay.ts';
import type { RelayJob, RelayWatch } from './relay/relay.ts';
import { forwardedTarget } from './routes.ts';
import type { Transaction } from './transaction.ts';
import { headerLine } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';
import { clip } from '../../src-shared/clip.ts';
import { reasonTexts, undetailedText } from '../../src-shared/reason-texts.ts';
import { performance } from 'node:perf_hooks';

export function passOn(reading: Reading, peeked: RelayJob['peeked']): void {
  const { transaction, shared, route, query, identified } = reading;
  const { generation, exchange, method, lines } = transaction;
  const upstream = generation.upstreamOf(route);
  const timeoutMs = generation.settings.emailServer.timeoutSeconds * 1000;
  transaction.stopRelay = relay({
    exchange,
    upstream,
    head: callHead(
      { method, target: forwardedTarget(route, query), lines },
      upstream.address,
      generation.identityHeaders,
      { hop: shared.hop, requestId: transaction.id },
    ),
    proves: identified.identity === null ? 'nobody' : 'somebody',
    peeked,
    maxBody: route.maxBody,
    connectMs: timeoutMs,
    headMs: transaction.lasting ? null : timeoutMs,
    watch: watch(reading),
  });
}

function watch(reading: Reading): RelayWatch {
  const { transaction } = reading;
  const { facts, marks } = transaction;
  return {
    connected: () => {
      marks.connected = performance.now();
    },
    sent: (bytes) => {
      facts.bytesIn += bytes;
    },
    answered: (status, lines) => {
      marks.answered = performance.now();
      if (identityIsNeeded(reading, status)) {
        answerSelf(transaction, plain(403, `${undetailedText} Request ${transaction.id}.`));
        return null;
      }
      facts.answeredBy = 'exchange';
      prove(reading, status);
      return answerLines(reading, status, lines);
    },
    received: (bytes) => {
      facts.bytesOut += bytes;
    },
    failed: (why, detail) => {
      transaction.remark(clip(detail));
      if (why === 'too large') {
        facts.reason = 'REQUEST_MALFORMED';
        answerSelf(transaction, plain(413, 'The request is too large.', { close: true }));
        return;
      }
      facts.reason = why;
      const text = `${reasonTexts[why]} Request ${transaction.id}.`;
      answerSelf(transaction, plain(why === 'UPSTREAM_TIMEOUT' ? 504 : 502, text));
    },
    truncated: () => {
      transaction.remark('Exchange broke off its answer');
    },
  };
}

/**
 * A request that proves nobody gets no content where unknown devices are blocked: only the
 * challenge to say who it is, the answer to OPTIONS, or the public documents (ARCHITECTURE.md, "One request's way").
 */
function identityIsNeeded({ transaction, route, identified }: Reading, status: number): boolean {
  if (identified.identity !== null) return false;
  const { policies } = transaction.generation.settings.compliance;
  if (policies.mode === 'off' || policies.unknownDevices === 'allow') return false;
  if (status === 401 || transaction.method === 'OPTIONS' || route.name === 'ewsDocument')
    return false;
  const enforced = policies.mode === 'enforce';
  transaction.decided(enforced ? 'blocked' : 'would-block', 'NO_IDENTITY');
  return enforced;
}

/** Exchange accepted the credential. Documents, OPTIONS and what lies at other paths prove nothing: they may be public. */
function prove({ transaction, shared, route }: Reading, status: number): void {
  if (status < 200 || status > 299) return;
  if (route.name === 'ewsDocument' || route.name === 'extra') return;
  if (transaction.method !== 'POST') return;
  if (transaction.proofName === null) return;
  transaction.facts.proof = 'proven';
  shared.proofs.add(transaction.proofName, transaction.host.now().getTime());
}

function answerLines(
  reading: Reading,
  status: number,
  lines: readonly HeaderLine[],
): readonly HeaderLine[] {
  const { transaction, route } = reading;
  const { vendor } = transaction.generation.settings;
  const added = Object.entries(verdictHeader(transaction) ?? {}).map(([name, value]) =>
    headerLine(name, value),
  );
  const own = lines.filter(({ lower }) => !isVerdictHeader(transaction, lower));
  if (route.protocol !== 'ews' || !vendor.removeUnsupportedAuth) return [...own, ...added];
  // No client certificate is accepted yet, so nobody has a user principal name here (facts: seg 4.1).
  const filtered = filterChallenges(own, false);
  if (status === 401 && filtered.nothingLeft) noteNoMethodLeft(reading, transaction);
  return [...filtered.lines, ...added];
}

/** Only the gateway says which device passes; a line of that name from behind would contradict it. */
function isVerdictHeader({ generation }: Transaction, lower: string): boolean {
  const { verdictHeader: configured } = generation.settings.compliance.ens;
  return configured !== null && lower === configured.toLowerCase();
}

function noteNoMethodLeft({ shared, identified }: Reading, transaction: Transaction): void {
  transaction.facts.reason = 'NO_METHOD_LEFT';
  shared.noMethodLeft.add({
    client: transaction.client,
    user: identified.identity?.user ?? null,
    at: transaction.host.now().toISOString(),
  });
}
