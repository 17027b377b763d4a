import { spotTag } from '../state/drop-verdict.ts';
import { useDrag } from '../state/drag.ts';
import './drop-line.css';

/** The line between two rows that marks where a drop goes, with its tag. */
export function DropLine(props: { readonly top: number }) {
  const { source, spot, copy } = useDrag();
  if (!source || !spot) return null;
  return (
    <div className="drop-line" style={{ top: props.top }}>
      <span className="drop-tag">{spotTag(source, spot, copy)}</span>
    </div>
  );
}
