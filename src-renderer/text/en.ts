/** Every text of the window, in English. A page takes its words from here and writes none itself. */
import { app, clientsPage, logPage, overviewPage, settingsPage, welcome } from './en/app.ts';
import { certificates } from './en/certificates.ts';
import { clients } from './en/clients.ts';
import { common, keys, units } from './en/common.ts';
import { devices } from './en/devices.ts';
import { diagnostics } from './en/diagnostics.ts';
import { actions, failure, frame, pending, waiting } from './en/frame.ts';
import { held } from './en/held.ts';
import { log } from './en/log.ts';
import { overview } from './en/overview.ts';
import { confirm, copying, diff, drawer, palette, setting, table, trace } from './en/pieces.ts';
import { policies } from './en/policies.ts';
import { firstRun, settings } from './en/settings.ts';
import { secrets } from './en/secrets.ts';
import { setUp } from './en/set-up.ts';
import {
  answeredBy,
  health,
  mode,
  proof,
  protocol,
  reasonShort,
  service,
  verdict,
} from './en/states.ts';
import { uem } from './en/uem.ts';
import { reasonTexts } from '../../src-shared/reason-texts.ts';

export const en = {
  common,
  units,
  keys,
  frame,
  actions,
  pending,
  failure,
  waiting,
  service,
  mode,
  held,
  verdict,
  proof,
  protocol,
  answeredBy,
  health,
  reason: reasonTexts,
  reasonShort,
  table,
  trace,
  diff,
  confirm,
  palette,
  setting,
  copying,
  drawer,
  certificates,
  devices,
  diagnostics,
  overview,
  clients,
  log,
  policies,
  settings,
  firstRun,
  app,
  overviewPage,
  clientsPage,
  logPage,
  settingsPage,
  welcome,
  setUp,
  secrets,
  uem,
};
