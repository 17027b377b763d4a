import type { WayMark } from '../state/way.ts';
import './way.css';

/** The number of a stop on a packet's way, at the left edge of the place. */
export function WayNumber(props: { readonly mark: WayMark | undefined }) {
  const { mark } = props;
  if (!mark || mark.number === null) return null;
  return (
    <span className={`way-number way-number-${mark.kind}`}>
      <span className="unseen">Stop </span>
      {mark.number}
    </span>
  );
}
