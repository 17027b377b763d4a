import type { Recipe } from '../state/slice.ts';
import type { AuditJob } from './audit-job.ts';

/** A recipe on its way to the worker, with the number of its text. */
type PostedRecipe = Omit<Recipe, 'text'> & { readonly text: number };

/**
 * A job on its way to the worker. A text goes there once and is known by its number from then on: to copy seven million
 * letters would hold the page up for longer than a frame, after each edit.
 */
export interface PostedJob extends Omit<AuditJob, 'rules' | 'before' | 'beside'> {
  readonly rules: PostedRecipe;
  readonly before: PostedRecipe | null;
  readonly beside: PostedRecipe | null;
  /** Those that the worker does not have. */
  readonly texts: ReadonlyMap<number, string>;
}

/** Packs jobs for one worker. Both sides keep the texts of the last job. */
export function createPacker(): (job: AuditJob) => PostedJob {
  let known: ReadonlyMap<string, number> = new Map();
  let last = 0;
  return ({ rules, before, beside, ...job }) => {
    const used = new Map<string, number>();
    const texts = new Map<number, string>();
    const pack = (recipe: Recipe): PostedRecipe => {
      const number = used.get(recipe.text) ?? known.get(recipe.text) ?? (last += 1);
      if (!known.has(recipe.text)) texts.set(number, recipe.text);
      used.set(recipe.text, number);
      return { ...recipe, text: number };
    };
    const posted = { rules: pack(rules), before: before && pack(before), beside: beside && pack(beside) };
    known = used;
    return { ...job, ...posted, texts };
  };
}

/** Unpacks them in the worker, in the order in which they were packed. */
export function createUnpacker(): (posted: PostedJob) => AuditJob {
  let known: ReadonlyMap<number, string> = new Map();
  return ({ rules, before, beside, texts, ...job }) => {
    const used = new Map<number, string>();
    const unpack = (recipe: PostedRecipe): Recipe => {
      const text = texts.get(recipe.text) ?? known.get(recipe.text);
      if (text === undefined) throw new Error(`text ${recipe.text} was never posted`);
      used.set(recipe.text, text);
      return { ...recipe, text };
    };
    const unpacked = { rules: unpack(rules), before: before && unpack(before), beside: beside && unpack(beside) };
    known = used;
    return { ...job, ...unpacked };
  };
}
