/** Small things this window remembers. Storage may be refused: then it remembers until it closes. */

export function readKept(name: string): string | null {
  try {
    return localStorage.getItem(`sallyport.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`sallyport.${name}`);
    else localStorage.setItem(`sallyport.${name}`, value);
  } catch {
    // Nothing depends on it.
  }
}
