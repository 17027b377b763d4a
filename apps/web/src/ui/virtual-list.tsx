import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type ReactNode } from 'react';
import './virtual-list.css';

/** Lines that are drawn beyond what is seen, at either end. */
const MORE = 10;

/** A list of any length that scrolls: only the lines in sight are in the page. */
export function VirtualList(props: {
  readonly label: string;
  readonly className: string;
  readonly count: number;
  /** Height of a line in pixels. */
  readonly size: (index: number) => number;
  /** Tells lines apart: what is open in one stays with it when others come or go. */
  readonly name: (index: number) => string;
  readonly children: (index: number) => ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  // The warning is for pages that the React compiler rewrites; this one is not.
  // oxlint-disable-next-line react/incompatible-library
  const list = useVirtualizer({
    count: props.count,
    getScrollElement: () => scroller.current,
    estimateSize: props.size,
    overscan: MORE,
  });
  return (
    <div ref={scroller} className={`virtual-list ${props.className}`}>
      <ul aria-label={props.label} style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start, size }) => (
          <li
            key={props.name(index)}
            aria-setsize={props.count}
            aria-posinset={index + 1}
            style={{ height: size, translate: `0 ${start}px` }}
          >
            {props.children(index)}
          </li>
        ))}
      </ul>
    </div>
  );
}
