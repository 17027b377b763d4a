import { describe, expect, it } from 'vitest';
import { FAMILIES, type Family } from '../family.ts';
import type { ModuleDefinition, OptionDefinition } from './definition.ts';
import { asksOf, exampleOf } from './kind.ts';
import { MATCHES, TARGETS } from './registry.ts';

const inFamily = (of: { readonly families?: readonly Family[] }, family: Family): boolean =>
  of.families?.includes(family) !== false;

const MODULES = FAMILIES.flatMap((family) =>
  [...MATCHES, ...TARGETS]
    .filter((module) => inFamily(module, family))
    .map((module): [string, ModuleDefinition, Family] => [`${module.type} ${module.name}, ${family}`, module, family]),
);

describe('a form can ask for every option', () => {
  it.each(MODULES)('%s', (_name, module, family) => {
    expect(module.help).toMatch(/^\S.*[^.]$|\.\.\.$/);
    for (const option of module.options.filter((each) => inFamily(each, family))) expectAskable(option, family);
  });

  it('and every example of a kind is one in some family', () => {
    for (const { kind, names } of [...MATCHES, ...TARGETS].flatMap(({ options }) => options)) {
      for (const like of kind.like) {
        const words = kind.words === 0 ? [] : kind.words === 1 ? [like] : like.split(' ');
        expect([names[0], like, FAMILIES.some((family) => kind.parse(words, family).ok)]).toEqual([
          names[0],
          like,
          true,
        ]);
      }
    }
  });
});

function expectAskable({ names: [name], kind }: OptionDefinition, family: Family): void {
  const asks = asksOf(kind);
  const example = exampleOf(kind, family);
  expect([name, asks.length, example.length]).toEqual([name, kind.words, kind.words]);
  for (const [at, ask] of asks.entries()) {
    if (ask.by !== 'one' && ask.by !== 'some') continue;
    const takes = (word: string): boolean => kind.parse(example.with(at, word), family).ok;
    if (ask.by === 'some') expect([name, ask.of.filter((word) => !takes(word))]).toEqual([name, []]);
    else expect([name, ask.of.some(takes)]).toEqual([name, true]);
  }
}
