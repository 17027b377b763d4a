import { lazy, Suspense, useState, type ComponentType } from 'react';

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

/** Fetches every part before anybody asks for it. One that cannot be fetched now is fetched when it is shown. */
export async function fetchParts(): Promise<void> {
  await Promise.allSettled(fetches.map((fetch) => fetch()));
}
