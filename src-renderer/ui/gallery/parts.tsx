import type { ComponentType } from 'react';
import { Controls } from './controls.tsx';
import { LivePart } from './live-part.tsx';
import { LogPart } from './log-part.tsx';
import { OverviewPart } from './overview-part.tsx';
import { PalettePart } from './palette-part.tsx';
import { SettingsPart } from './settings-part.tsx';
import { EmptyPart } from './empty-part.tsx';
import { States } from './states.tsx';

/** Each fills a window of 1280x800. */
export const parts: readonly { readonly name: string; readonly Part: ComponentType }[] = [
  { name: 'states', Part: States },
  { name: 'controls', Part: Controls },
  { name: 'overview', Part: OverviewPart },
  { name: 'log', Part: LogPart },
  { name: 'live', Part: LivePart },
  { name: 'empty', Part: EmptyPart },
  { name: 'settings', Part: SettingsPart },
  { name: 'palette', Part: PalettePart },
];
