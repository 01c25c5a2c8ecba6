import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { ProblemList } from '../app/problem-list.tsx';
import { text } from '../text/text.ts';
import { DrawerSection } from '../ui/drawer.tsx';
import { Tag } from '../ui/tag.tsx';
import { color } from '../ui/theme/color.ts';
import { TraceView } from '../ui/trace/trace-view.tsx';
import { verdictTone } from './verdict-tone.ts';
import type { Why } from './use-why.ts';

interface WhySectionProps {
  readonly why: Why;
  /** What the verdict is of, where it is not that of this moment. */
  readonly title?: string;
  /** What belongs between the decision and the way to it. */
  readonly children?: ReactNode;
}

/** The decision as it would be now, with the way to it. */
export function WhySection({
  why,
  title = text.clientsPage.verdictNow,
  children,
}: WhySectionProps) {
  if (why.kind === 'asking') {
    return (
      <DrawerSection title={title}>
        <Quiet role="status">{text.clientsPage.asked}</Quiet>
        {children}
      </DrawerSection>
    );
  }
  if (why.kind === 'failed') {
    return (
      <DrawerSection title={title}>
        <Quiet>{text.clientsPage.whyFailed}</Quiet>
        <ProblemList problems={why.problems} />
        {children}
      </DrawerSection>
    );
  }
  const { verdict, reason, text: sentence, trace } = why.explanation;
  return (
    <>
      <DrawerSection title={title}>
        <Verdict>
          <Tag tone={verdictTone[verdict]}>{text.verdict[verdict]}</Tag>
          <strong>{text.reasonShort[reason]}</strong>
        </Verdict>
        <Sentence>{sentence}</Sentence>
      </DrawerSection>
      {children}
      <DrawerSection title={text.clients.drawer.trace}>
        <TraceView steps={trace} />
      </DrawerSection>
    </>
  );
}

const Quiet = styled('p')({ margin: 0, color: color.muted });

const Verdict = styled('div')({ display: 'flex', alignItems: 'center', gap: 8 });

const Sentence = styled('p')({ margin: '6px 0 0' });
