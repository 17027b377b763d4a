import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import './virtual-list.css';

/** Lines that are drawn beyond what is seen, at either end. */
const MORE = 10;

/** A list of any length that scrolls: only the lines in sight are in the page. */
export function VirtualList(props: {
  readonly label: string;
  readonly className: string;
  readonly count: number;
  /** Height of a line in pixels; of lines that differ a function that is another one when their heights are. */
  readonly size: number | ((index: number) => number);
  /** Tells lines apart: what is open in one stays with it when others come or go. */
  readonly name: (index: number) => string;
  readonly children: (index: number) => ReactNode;
}) {
  const { size } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // The warning is for pages that the React compiler rewrites; this one is not.
  // oxlint-disable-next-line react/incompatible-library
  const list = useVirtualizer({
    count: props.count,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (typeof size === 'number' ? size : size(index)),
    overscan: MORE,
  });
  // The virtualizer keeps the heights that it was told first.
  useLayoutEffect(() => list.measure(), [list, size]);
  return (
    <div ref={scroller} className={`virtual-list ${props.className}`}>
      <ul aria-label={props.label} style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start, size: height }) => (
          <li
            key={props.name(index)}
            aria-setsize={props.count}
            aria-posinset={index + 1}
            style={{ height, translate: `0 ${start}px` }}
          >
            {props.children(index)}
          </li>
        ))}
      </ul>
    </div>
  );
}
