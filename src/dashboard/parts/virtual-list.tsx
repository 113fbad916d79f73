import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface VirtualListProps {
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly height: number;
  readonly label: string;
  readonly row: (index: number) => ComponentChildren;
}

const BEYOND = 8; // rows kept above and below what is seen

/** Draws only the rows that are seen: thousands of games scroll as smoothly as ten. */
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
  const first = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND);
  const seen = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  return (
    // biome-ignore lint/a11y/useSemanticElements: between a <ul> and its <li> no sized box may stand
    <div class="virtual" ref={box} style={{ maxHeight: `${height}px` }} tabIndex={0} role="list" aria-label={label}>
      <div style={{ height: `${count * rowHeight}px` }}>
        {seen.map((index) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
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
