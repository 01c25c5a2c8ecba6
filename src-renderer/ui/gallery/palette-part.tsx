import { text } from '../../text/text.ts';
import { PageHeader } from '../page-header.tsx';
import { CommandPalette } from '../palette/command-palette.tsx';
import type { Command } from '../palette/command-palette.tsx';
import { SampleFrame } from './frame.tsx';

const commands: readonly Command[] = [
  { id: 'overview', group: text.frame.navigation, title: text.frame.pages.overview, icon: 'home' },
  { id: 'blocked', group: text.frame.navigation, title: text.frame.pages.blocked, icon: 'block' },
  { id: 'log', group: text.frame.navigation, title: text.frame.pages.log, icon: 'list' },
  {
    id: 'restart',
    group: text.service.label,
    title: text.actions.restart,
    icon: 'restart',
    shortcut: ['mod', 'shift', 'R'],
  },
  {
    id: 'apply',
    group: text.service.label,
    title: text.actions.applyAndRestart,
    icon: 'check',
    unavailable: text.diff.empty,
  },
  {
    id: 'help',
    group: text.service.label,
    title: text.actions.openHelp,
    icon: 'keyboard',
    shortcut: ['?'],
  },
];

export function PalettePart() {
  return (
    <SampleFrame page="overview">
      <PageHeader title={text.overview.title} />
      <CommandPalette open commands={commands} onClose={() => undefined} onRun={() => undefined} />
    </SampleFrame>
  );
}
