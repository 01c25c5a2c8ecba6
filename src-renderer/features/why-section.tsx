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

/** The decision as it would be now, and the way to it; what belongs between the two are the children. */
export function WhySection({ why, children }: { why: Why; children?: ReactNode }) {
  if (why.kind === 'asking') {
    return (
      <DrawerSection title={text.clientsPage.verdictNow}>
        <Quiet role="status">{text.clientsPage.asked}</Quiet>
        {children}
      </DrawerSection>
    );
  }
  if (why.kind === 'failed') {
    return (
      <DrawerSection title={text.clientsPage.verdictNow}>
        <Quiet>{text.clientsPage.whyFailed}</Quiet>
        <ProblemList problems={why.problems} />
        {children}
      </DrawerSection>
    );
  }
  const { verdict, reason, text: sentence, trace } = why.explanation;
  return (
    <>
      <DrawerSection title={text.clientsPage.verdictNow}>
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
