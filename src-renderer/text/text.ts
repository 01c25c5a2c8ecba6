import { en } from './en.ts';

type Widened<Value> = Value extends string
  ? string
  : Value extends (...values: infer Values) => string
    ? (...values: Values) => string
    : Value extends readonly string[]
      ? readonly string[]
      : { readonly [Key in keyof Value]: Widened<Value[Key]> };

/** What a catalogue in another language has to have. */
export type Catalogue = Widened<typeof en>;

export const text: Catalogue = en;
