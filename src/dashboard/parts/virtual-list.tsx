import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface VirtualListProps {
  readonly count: number;
  /** Height of a row and of the list in pixels. */
  readonly rowHeight: number;
  readonly height: number;
  /** Accessible name. */
  readonly label: string;
  /** Renders the row at an index. */
  readonly row: (index: number) => ComponentChildren;
}

/** Rows rendered above and below the visible ones. */
const OVERSCAN = 8;

/** A scrolling list that renders only the visible rows, so that its cost does not grow with `count`. */
export function VirtualList({ count, rowHeight, height, label, row }: VirtualListProps) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useEffect(() => {
    const element = box.current!;
    let frame = 0;
    const onScroll = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setTop(element.scrollTop));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('scroll', onScroll);
    };
  }, []);
  const first = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + OVERSCAN);
  const visible = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the sized box may not stand between an <ol> and its <li>
    <div class="virtual" ref={box} style={{ maxHeight: `${height}px` }} tabIndex={0} role="list" aria-label={label}>
      <div style={{ height: `${count * rowHeight}px` }}>
        {visible.map((index) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            class="row"
            role="listitem"
            aria-setsize={count}
            aria-posinset={index + 1}
            key={index}
            style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}
          >
            {row(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
