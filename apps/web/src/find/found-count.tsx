import './found-count.css';

/** How many rules were found in what stands here; nothing for none. */
export function FoundCount(props: { readonly count: number }) {
  const { count } = props;
  return count === 0 ? null : <span className="found-count">{count.toLocaleString('en')} found</span>;
}
