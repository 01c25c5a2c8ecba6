/** The compliance settings as they would be with changes that nobody saved. Nothing is written, and nothing but them is looked at. */
import { failure, isError, success, type Result } from '../../src-shared/errors.ts';
import type { ComplianceSettings } from '../../src-shared/settings/in-force.ts';
import { complianceOf } from './assemble.ts';
import type { Changes } from './edit.ts';
import { readFiles } from './files.ts';
import type { HomePaths } from './home.ts';
import { changeMem } from './mem/change.ts';
import { readMemConfiguration } from './mem/read.ts';
import { policyProblems } from './policies.ts';

/** What decides, of the settings of a generation. */
export type Deciding = Pick<ComplianceSettings, 'policies' | 'ens'>;

/** Changes of other keys are passed over: whether they are right does not concern the policies. */
export async function draftPolicies(
  paths: HomePaths,
  changes: Changes = {},
): Promise<Result<Deciding>> {
  const file = paths.memConfiguration;
  const { bytes, problems } = await readFiles(paths);
  if (bytes.memConfiguration === null) {
    return failure(...problems.filter((each) => each.file !== paths.properties));
  }
  const own = Object.entries(changes).filter(([key]) => key.startsWith('compliance.'));
  const edited = changeMem(bytes.memConfiguration, own, file);
  if (!edited.ok) return edited;
  const mem = readMemConfiguration(Buffer.from(edited.value), file);
  const errors = [...mem.problems, ...policyProblems(mem, file)].filter(isError);
  if (mem.value === null || errors.length > 0) return failure(...errors);
  // The file of devices is another question: its name decides nothing here.
  const { policies, ens } = complianceOf(mem.value.compliance, '');
  return success({ policies, ens });
}
