import type { SetUpValues } from '../../stores/set-up-values.ts';
import { enter } from '../../stores/set-up.ts';
import { text } from '../../text/text.ts';
import { Choice } from '../../ui/choice.tsx';

const { modes, recommended, steps } = text.setUp;

export function ModeStep({ values }: { values: SetUpValues }) {
  return (
    <Choice
      hideLabel
      label={steps.mode}
      value={values.mode}
      options={[
        { value: 'test', title: modes.test.title, text: modes.test.text, tag: recommended },
        { value: 'enforce', title: modes.enforce.title, text: modes.enforce.text },
      ]}
      onChange={(mode) => enter({ mode })}
    />
  );
}
