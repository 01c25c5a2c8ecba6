/** `docs/settings.md`, rendered from the catalogue. */
import { memCatalogue, propertyCatalogue } from './catalogue.ts';
import { allowedValues, type Setting } from './entry.ts';

/** The whole document. A test compares it with the file; `UPDATE_DOCS=1` writes it. */
export function renderSettingsDoc(): string {
  return `${[head, ...propertiesPart(), ...memPart()].join('\n\n')}\n`;
}

const head = `# Settings

<!-- Made from the catalogue in src-shared/settings by UPDATE_DOCS=1 npx vitest run src-shared/settings. Do not edit. -->

The settings stand in two files of the home folder. Every change of them is saved first. How is judged takes effect
within a second, in whatever way it was saved ("Takes effect: at once"); everything else at the next (re)start:
\`sallyport restart\`, or "Apply and restart" in the window. A file with an error changes nothing, and policies that would
newly block many at once wait for a confirmation (\`sallyport confirm\`). \`sallyport check\` reports every error of both
files with file, line and remedy. Unknown keys are kept, with a warning.`;

function propertiesPart(): readonly string[] {
  return [
    `## config/application.properties

The vendor's own file, read as Java reads it: Latin-1 with \`\\uXXXX\` escapes, \`#\` and \`!\` begin comments, of a key
that stands twice the last line counts. \`true\` and \`false\` in any case; a blank after them is an error.
\`sallyport set KEY=VALUE\` changes a key in place and leaves every other line as it is.`,
    ...propertyCatalogue.map(section),
  ];
}

function memPart(): readonly string[] {
  return [
    `## config/mem-configuration.json

What the vendor's management console would deliver. Strict JSON without comments. Paths are relative to \`config/\`;
\`..\` and absolute paths are refused. A key of \`compliance\` that is missing is an error, never a silent default.
\`sallyport set KEY=VALUE\` changes a key in place and leaves every other byte as it is. Texts are written plain
(\`compliance.mode=enforce\`), everything else as JSON (\`compliance.ens.sources='["10.1.2.0/24"]'\`, \`listener.tls=null\`).`,
    ...memCatalogue.map(section),
  ];
}

function section(setting: Setting): string {
  const facts = [
    `- Allowed: ${allowedValues(setting.type)}`,
    ...choices(setting),
    `- ${whenAbsent(setting)}`,
    `- \`init\` writes: ${written(setting)}`,
    ...(isFixed(setting) ? ['- Not for editing: `set` and the window refuse it'] : []),
    ...(setting.since === undefined ? [] : [`- Since: version ${setting.since} of the vendor`]),
    `- Takes effect: ${setting.effect === 'restart' ? 'at the next restart' : 'at once'}`,
    `- Interrupts: ${setting.interrupts}`,
  ];
  return `### ${setting.key}\n\n${setting.help}\n\n${facts.join('\n')}`;
}

function isFixed(setting: Setting): boolean {
  return setting.file === 'mem-configuration.json' && !setting.editable;
}

function choices({ type }: Setting): readonly string[] {
  if (type.kind !== 'choice') return [];
  return Object.entries(type.choices).map(([value, text]) => `  - \`${value}\`: ${text}`);
}

function whenAbsent(setting: Setting): string {
  if (setting.required) return 'Required';
  const counts = setting.file === 'application.properties' ? setting.absent : setting.initial;
  if (setting.file === 'application.properties' && counts === null) return 'When absent: none';
  return `When absent: \`${typeof counts === 'string' ? counts : JSON.stringify(counts)}\``;
}

function written(setting: Setting): string {
  if (setting.file === 'application.properties') {
    const line = `${setting.commented ? '#' : ''}${setting.key}=${setting.initial}`;
    return `\`${line}\``;
  }
  return setting.written ? `\`${JSON.stringify(setting.initial)}\`` : 'nothing';
}
