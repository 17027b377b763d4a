/** The mark of Sluice. */
export function Logo(props: { readonly size?: number }) {
  const { size = 22 } = props;
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect x="1" y="1" width="22" height="22" rx="6.5" fill="var(--accent)" />
      <g stroke="var(--accent-ink)" fill="none" strokeLinecap="round">
        <path d="M6 6.5v11M18 6.5v11" strokeWidth="2.2" />
        <path d="M8.5 9.5c1.4-1.3 2.2-1.3 3.5 0s2.1 1.3 3.5 0" strokeWidth="1.8" />
        <path d="M8.5 14.5c1.4-1.3 2.2-1.3 3.5 0s2.1 1.3 3.5 0" strokeWidth="1.8" opacity=".6" />
      </g>
    </svg>
  );
}
