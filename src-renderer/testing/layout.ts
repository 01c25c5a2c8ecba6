/** jsdom has no layout: this gives every element a height of view and lets it be scrolled. */
export function fakeLayout(height: number, contentHeight: () => number): () => void {
  const saved = new Map<string, PropertyDescriptor | undefined>();
  const fake = (name: string, descriptor: PropertyDescriptor) => {
    saved.set(name, Object.getOwnPropertyDescriptor(HTMLElement.prototype, name));
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, ...descriptor });
  };
  const tops = new WeakMap<HTMLElement, number>();
  fake('offsetHeight', { get: () => height });
  fake('offsetWidth', { get: () => 1000 });
  fake('clientHeight', { get: () => height });
  fake('scrollHeight', { get: contentHeight });
  fake('scrollTop', {
    get(this: HTMLElement) {
      return tops.get(this) ?? 0;
    },
    set(this: HTMLElement, wanted: number) {
      const top = Math.max(0, Math.min(wanted, contentHeight() - height));
      if (top === (tops.get(this) ?? 0)) return;
      tops.set(this, top);
      this.dispatchEvent(new Event('scroll'));
    },
  });
  fake('scrollTo', {
    value(this: HTMLElement, to: ScrollToOptions) {
      this.scrollTop = to.top ?? 0;
    },
  });
  return () => {
    for (const [name, descriptor] of saved) {
      if (descriptor === undefined) Reflect.deleteProperty(HTMLElement.prototype, name);
      else Object.defineProperty(HTMLElement.prototype, name, descriptor);
    }
  };
}
