/** Lines that lead from a call to the rules of the called chain; `lasts` says for each level whether its line ends. */
export function Guides(props: { readonly lasts: readonly boolean[] }) {
  const { lasts } = props;
  return lasts.map((last, level) => {
    const own = level === lasts.length - 1;
    const shape = own ? (last ? 'corner' : 'line') : last ? 'none' : 'line';
    return <i key={level} className={`order-guide order-guide-${shape}`} aria-hidden="true" />;
  });
}
