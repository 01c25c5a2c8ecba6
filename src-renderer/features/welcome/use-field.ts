import type { SetUpField } from '../../stores/set-up-values.ts';
import { faultsOf, fieldOf } from '../../stores/set-up-values.ts';
import { useSetUp } from '../../stores/set-up.ts';

/** Why the field cannot stay as it is: what is wrong with it by itself, else what the host said of it. */
export function useFault(field: SetUpField): string | null {
  const values = useSetUp((state) => state.values);
  const touched = useSetUp((state) => state.touched.includes(field));
  const said = useSetUp((state) => state.problems.find(({ key }) => fieldOf(key) === field));
  if (values === null || !touched) return null;
  const own = faultsOf(values)[field];
  if (own !== undefined) return own;
  return said === undefined ? null : `${said.message} ${said.remedy}`;
}
