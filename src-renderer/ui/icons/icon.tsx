import { iconPaths, markPaths } from './paths.ts';
import type { IconName } from './paths.ts';

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  /** For an icon that stands alone and means something; else it is decoration. */
  readonly label?: string;
}

export function Icon({ name, size = 18, label }: IconProps) {
  // The line keeps its 1.8 px, so that a small icon is not thinner than the text beside it.
  return (
    <Drawing
      paths={iconPaths[name]}
      size={size}
      line={(1.8 * 24) / Math.max(size, 16)}
      label={label}
    />
  );
}

interface MarkProps {
  readonly size?: number;
  readonly label?: string;
}

/** The mark of the product. */
export function Mark({ size = 22, label }: MarkProps) {
  return <Drawing paths={markPaths} size={size} line={2} label={label} />;
}

interface DrawingProps {
  readonly paths: readonly string[];
  readonly size: number;
  readonly line: number;
  readonly label: string | undefined;
}

function Drawing({ paths, size, line, label }: DrawingProps) {
  const meaning =
    label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg
      {...meaning}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={line}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none', display: 'block' }}
    >
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
