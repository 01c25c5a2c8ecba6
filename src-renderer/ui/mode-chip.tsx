import type { ComplianceMode } from '../../src-shared/settings/in-force.ts';
import { text } from '../text/text.ts';
import { Icon } from './icons/icon.tsx';
import type { IconName } from './icons/paths.ts';
import { Pill } from './pill.tsx';
import type { Tone } from './theme/color.ts';

const shown: Readonly<Record<ComplianceMode, { tone: Tone; icon: IconName }>> = {
  enforce: { tone: 'neutral', icon: 'shieldCheck' },
  test: { tone: 'warn', icon: 'flask' },
  off: { tone: 'warn', icon: 'shieldOff' },
};

interface ModeChipProps {
  readonly mode: ComplianceMode;
  /** The short form, where the frame is narrow. */
  readonly short?: boolean;
}

/** Whether the policies count. It stands beside the service chip and is never hidden. */
export function ModeChip({ mode, short = false }: ModeChipProps) {
  const { tone, icon } = shown[mode];
  return (
    <Pill tone={tone} icon={<Icon name={icon} size={16} />} title={text.mode.explained[mode]}>
      {short ? text.mode.short[mode] : text.mode.states[mode]}
    </Pill>
  );
}
