/** A small sign before a sentence; the sentence says the same in words. */
export function Sign(props: { readonly kind: 'ok' | 'warning' | 'trouble' | 'info' | 'busy' }) {
  if (props.kind === 'busy') return <i className="ui-sign-busy" aria-hidden="true" />;
  if (props.kind === 'warning') {
    return (
      <svg className="ui-sign" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 1.4 15.2 14.2H.8z" fill="var(--amber-l)" />
        <path d="M8 6v4M8 12v.2" stroke="#fff" strokeWidth="1.6" strokeLinecap="round" />
      </svg>
    );
  }
  const fill = { ok: 'var(--green-l)', trouble: 'var(--red-l)', info: 'var(--blue-l)' }[props.kind];
  return (
    <svg className="ui-sign" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="7" fill={fill} />
      <path
        d={PICTURES[props.kind]}
        stroke="#fff"
        strokeWidth="1.7"
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

const PICTURES = {
  ok: 'm5 8.2 2.1 2.1L11.2 6',
  trouble: 'M8 4.5v4M8 11v.2',
  info: 'M8 7.5v4M8 5v.2',
};
