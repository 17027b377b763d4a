import { lazy, Suspense, useState, useSyncExternalStore, type ComponentType } from 'react';

const fetches: (() => Promise<unknown>)[] = [];

/**
 * A part of the page whose script is not needed for the first picture: it comes with `fetchParts`, or when it is first
 * shown. Once it is here it renders at once; React's own `lazy` would wait, and keep a failure for good.
 */
export function later<Props extends object>(fetch: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let here: ComponentType<Props> | undefined;
  const load = async (): Promise<ComponentType<Props>> => (here ??= await fetch());
  fetches.push(load);
  return function Later(props: Props) {
    const [Body] = useState(() => here ?? lazy(async () => ({ default: await load() })));
    return (
      <Suspense>
        <Body {...props} />
      </Suspense>
    );
  };
}

/**
 * The same for a part that stands on the page from the beginning and has nothing to show in the first picture: it is not
 * there at all until `fetchParts`.
 */
export function afterFirstPicture<Props extends object>(
  fetch: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Part = later(fetch);
  return function AfterFirstPicture(props: Props) {
    const isDrawn = useSyncExternalStore(onDrawn, () => drawn);
    return isDrawn ? <Part {...props} /> : null;
  };
}

let drawn = false;
const waiting = new Set<() => void>();

function onDrawn(told: () => void): () => void {
  waiting.add(told);
  return () => waiting.delete(told);
}

/** Resolves when the first picture is drawn, or will not be. */
export function firstPicture(): Promise<void> {
  return new Promise((resolve) => {
    if (drawn) resolve();
    else waiting.add(resolve);
  });
}

/** Fetches every part before anybody asks for it. One that cannot be fetched now is fetched when it is shown. */
export async function fetchParts(): Promise<void> {
  drawn = true;
  for (const told of waiting) told();
  await Promise.allSettled(fetches.map((fetch) => fetch()));
}
