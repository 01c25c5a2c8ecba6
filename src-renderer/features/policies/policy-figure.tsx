import { styled } from '@mui/material/styles';
import { isChange, useImpact } from '../../stores/impact.ts';
import { useSettings } from '../../stores/settings.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { color } from '../../ui/theme/color.ts';
import { tabular } from '../../ui/theme/typography.ts';
import { shownMode } from './shown-mode.ts';

/** How many a policy stops, as the form shows it. Nothing, while nothing is checked or counted. */
export function PolicyFigure({ step }: { step: string }) {
  const known = useImpact((state) => state.known);
  const mode = useSettings(shownMode);
  if (known === null || mode === 'off') return null;
  const { report, about } = known;
  const counts = [formatCount(report.blockedBy[step] ?? 0), formatCount(report.devices)] as const;
  const { stops, wouldStop } = text.policies;
  const isNow = mode === 'enforce' && !isChange(about);
  return <Figure>{isNow ? stops(...counts) : wouldStop(...counts)}</Figure>;
}

const Figure = styled('span')({
  ...tabular,
  fontSize: 12,
  whiteSpace: 'nowrap',
  color: color.muted,
});
