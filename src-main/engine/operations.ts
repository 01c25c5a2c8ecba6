/** Health, metrics and access log of an engine: they follow its settings, and mail never waits for them. */
import type { EngineOperations, EnginePlaces } from './engine.ts';
import { openAccessLog, type AccessLog } from '../access-log/access-log.ts';
import { openAdmin, type Admin } from '../admin/admin.ts';
import type { Health } from '../admin/health.ts';
import { createMetrics, type Metrics } from '../admin/metrics.ts';
import type { Numbers } from '../admin/numbers.ts';
import type { GatewayHost } from '../gateway/types.ts';
import { warning, type Problem } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type {
  AccessLogSettings,
  AdminSettings,
  GatewaySettings,
} from '../../src-shared/settings/in-force.ts';

export interface OperationsOptions {
  readonly places: Pick<EnginePlaces, 'logs' | 'adminToken'>;
  readonly log: Log;
  readonly health: () => Health;
  readonly numbers: () => Omit<Numbers, 'accessLogDropped'>;
}

export interface Operations {
  /** For the gateway; undefined while neither metrics nor access log want to know. */
  readonly finished: () => GatewayHost['finished'];
  /** To the settings in force. Never fails: what does not work stands in `status`. */
  readonly adopt: (settings: GatewaySettings) => Promise<void>;
  readonly status: () => EngineOperations;
  /** After the gateway: its last requests are counted, too. */
  readonly close: () => Promise<void>;
}

type Finished = NonNullable<GatewayHost['finished']>;

export function createOperations(options: OperationsOptions): Operations {
  const { places, log } = options;
  let admin: { readonly is: Admin; readonly port: number } | null = null;
  let adminProblems: readonly Problem[] = [];
  let tokenProblems: readonly Problem[] = [];
  let accessLog: AccessLog | null = null;
  /** Kept while the admin listener is off: what was counted goes on from there. */
  let metrics: Metrics | null = null;
  let finished: Finished | undefined;

  const warn = (problems: readonly Problem[]): void => {
    for (const each of problems) log.warn({ problem: each }, each.message);
  };
  const metricsNow = (): Metrics =>
    (metrics ??= createMetrics(() => ({
      ...options.numbers(),
      accessLogDropped: accessLog?.health().dropped ?? 0,
    })));

  const adoptAdmin = async (wanted: AdminSettings | null): Promise<void> => {
    if (admin !== null && admin.port === wanted?.port) return;
    await admin?.is.close();
    admin = null;
    adminProblems = tokenProblems = [];
    if (wanted === null) return;
    const { health } = options;
    const source = {
      ...{ health, metrics: metricsNow().render, log, tokenFile: places.adminToken },
      // Once, not at each scrape.
      tokenRead: (problems: readonly Problem[]) => {
        if (problems[0]?.message !== tokenProblems[0]?.message) warn(problems);
        tokenProblems = problems;
      },
    };
    const opened = await openAdmin(wanted.port, source);
    if (opened.ok) admin = { is: opened.value, port: wanted.port };
    adminProblems = opened.ok ? [] : opened.problems;
    warn(adminProblems);
    if (opened.ok) log.info({ url: opened.value.url }, 'health and metrics are answered');
  };
  const adoptAccessLog = async (wanted: AccessLogSettings | null): Promise<void> => {
    if (wanted !== null && accessLog !== null) accessLog.adopt(wanted);
    else if (wanted !== null) {
      accessLog = openAccessLog({ folder: places.logs, settings: wanted, log });
    } else {
      const before = accessLog;
      accessLog = null;
      await before?.close();
    }
  };
  const listeners = (): Finished | undefined => {
    const counting = admin === null ? undefined : metrics?.finished;
    const writing = accessLog?.record;
    if (counting === undefined || writing === undefined) return counting ?? writing;
    return (event, request) => {
      counting(event, request);
      writing(event, request);
    };
  };

  const adopt = async (settings: GatewaySettings): Promise<void> => {
    await adoptAdmin(settings.admin);
    const closing = adoptAccessLog(settings.accessLog);
    finished = listeners();
    await closing;
  };

  return {
    finished: () => finished,
    adopt: (settings) =>
      adopt(settings).catch((error: unknown) => {
        log.error({ err: error }, 'health, metrics or access log failed: this is a bug');
      }),
    status: () => ({
      adminUrl: admin?.is.url ?? null,
      problems: [...adminProblems, ...tokenProblems, ...accessLogProblems(accessLog)],
    }),
    close: async () => {
      finished = undefined;
      await admin?.is.close();
      await accessLog?.close();
    },
  };
}

function accessLogProblems(accessLog: AccessLog | null): readonly Problem[] {
  const health = accessLog?.health();
  if (health === undefined || (health.problem === null && health.dropped === 0)) return [];
  const { file, problem, dropped } = health;
  const lost = dropped === 0 ? '' : ` ${String(dropped)} lines were dropped.`;
  const text = problem === null ? 'was not written for a while' : `cannot be written: ${problem}`;
  return [warning('ACCESS_LOG_FAILING', `${file} ${text}.${lost}`, { file })];
}
