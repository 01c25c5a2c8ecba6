/** The texts that `init` writes, from the catalogue. */
import { propertyCatalogue } from '../../src-shared/settings/catalogue.ts';
import { allowedValues, type PropertySetting } from '../../src-shared/settings/entry.ts';
import { initialMemConfiguration } from '../../src-shared/settings/mem-schema.ts';

const WIDTH = 96;

export function initialPropertiesText(): string {
  const head = [
    '# Settings of the gateway, in the format of the Secure Email Gateway.',
    '# A change takes effect when the gateway is restarted: sallyport restart',
  ];
  return [head, ...propertyCatalogue.map(blockOf)]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function blockOf(setting: PropertySetting): readonly string[] {
  const since = setting.since === undefined ? '' : ` Since version ${setting.since}.`;
  const text = `${setting.help} Allowed: ${allowedValues(setting.type)}.${since}`;
  const line = `${setting.key}=${setting.initial}`;
  return [...wrap(text).map((each) => `# ${each}`), setting.commented ? `#${line}` : line];
}

function wrap(text: string): readonly string[] {
  return text.split(' ').reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) return [...lines, word];
    return [...lines.slice(0, -1), `${last} ${word}`];
  }, []);
}

export function initialMemText(): string {
  return `${JSON.stringify(initialMemConfiguration(), null, 2)}\n`;
}
