import { Fragment } from 'react';

/** Text in which what was searched for is marked. */
export function Marked(props: { readonly text: string; readonly wanted: RegExp | null }) {
  const { text, wanted } = props;
  if (!wanted) return text;
  const parts: { readonly text: string; readonly hit: boolean }[] = [];
  let end = 0;
  for (const found of text.matchAll(wanted)) {
    if (found[0] === '') continue;
    parts.push({ text: text.slice(end, found.index), hit: false }, { text: found[0], hit: true });
    end = found.index + found[0].length;
  }
  parts.push({ text: text.slice(end), hit: false });
  return parts.map((part, index) =>
    part.hit ? <mark key={index}>{part.text}</mark> : <Fragment key={index}>{part.text}</Fragment>,
  );
}
