import { SET_TYPES, type SetTypeOption, type SetType } from '@sluice/netfilter';

/** What a person chose for a set's options, by name; an empty value is left out. */
export type ChosenOptions = Readonly<Record<string, string>>;

/** The options of a type that are asked first; the others stand behind "More". */
export function isCommon({ name, needed }: SetTypeOption): boolean {
  return needed === true || ['family', 'timeout', 'comment', 'counters'].includes(name);
}

/** The words of `create` behind the type. */
export function optionWords(type: SetType, chosen: ChosenOptions): readonly string[] {
  return type.options.flatMap((option): readonly string[] => {
    const value = (chosen[option.name] ?? defaultOf(option)).trim();
    if (value === '') return [];
    return option.kind === 'flag' ? [option.name] : [option.name, value];
  });
}

/** What an option is until somebody chooses. */
export function defaultOf(option: SetTypeOption): string {
  return option.choices?.[0] ?? '';
}

/** What is wrong with a value; null when nothing is. */
export function optionRefusal(option: SetTypeOption, value: string): string | null {
  const text = value.trim();
  if (text === '') return option.needed === true ? `${option.label} must be given.` : null;
  if (option.kind === 'number') {
    const isRight = /^\d{1,10}$/.test(text) && Number(text) <= (option.max ?? Number.MAX_SAFE_INTEGER);
    return isRight ? null : `A whole number up to ${(option.max ?? 0).toLocaleString('en')}.`;
  }
  if (option.kind === 'range') {
    return /^[\d.]+(\/\d{1,2}|-[\d.]+)?$/.test(text) ? null : 'Two ends with - between them, or a network.';
  }
  return null;
}

/** The types to choose from, with what each is for. */
export const TYPE_CHOICES = SET_TYPES.map(({ name, about, example }) => ({
  id: name,
  name,
  help: `${about}: ${example}`,
}));
