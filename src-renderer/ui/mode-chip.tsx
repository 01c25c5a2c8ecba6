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
  /** There never was a list of devices: nobody is blocked whatever the mode. */
  readonly cold?: boolean;
  /** The short form, where the frame is narrow. */
  readonly short?: boolean;
}

/** Whether the policies count. It stands beside the service chip and is never hidden. */
export function ModeChip({ mode, cold = false, short = false }: ModeChipProps) {
  if (cold) {
    const { chip, chipExplained } = text.held.coldStart;
    return (
      <Pill tone="warn" icon={<Icon name="flask" size={16} />} title={chipExplained}>
        {short ? text.mode.short.test : `${text.mode.short.test}: ${chip}`}
      </Pill>
    );
  }
  const { tone, icon } = shown[mode];
  return (
    <Pill tone={tone} icon={<Icon name={icon} size={16} />} title={text.mode.explained[mode]}>
      {short ? text.mode.short[mode] : text.mode.states[mode]}
    </Pill>
  );
}
