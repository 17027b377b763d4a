import { spotTag } from '../state/drop-verdict.ts';
import { useDrag } from '../state/drag.ts';
import './drop-line.css';

/** The line between two rows that marks where a drop goes, with its tag; the chain is named where it is not plain to see. */
export function DropLine(props: { readonly top: number; readonly left?: number; readonly chain?: string }) {
  const { source, spot, copy } = useDrag();
  if (!source || !spot) return null;
  return (
    <div className="drop-line" style={{ top: props.top, left: props.left }}>
      <span className="drop-tag">
        {spotTag(source, spot, copy)}
        {props.chain !== undefined && ` of ${props.chain}`}
      </span>
    </div>
  );
}
