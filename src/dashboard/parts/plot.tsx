import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colour, theme } from './theme.js';

export interface Line {
  readonly label: string;
  /** Name of a theme colour, such as `arm-0`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly dash?: readonly number[];
  readonly points?: boolean;
  readonly width?: number;
  /** How the value under the cursor is written. */
  readonly text?: (value: number) => string;
}
interface PlotProps {
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly height?: number;
  readonly xLabel?: string;
  readonly label: string;
  readonly range?: readonly [number, number];
  /** Draws an upright line here. */
  readonly mark?: number;
  readonly onPick?: (index: number) => void;
}

/** Few digits, and never a number rounded to its neighbour's. */
const tickText = (value: number): string =>
  value === 0
    ? '0'
    : Math.abs(value) >= 10_000 || Math.abs(value) < 0.001
      ? value.toExponential(1)
      : String(Number(value.toPrecision(3)));

/** Lines over a common axis (uPlot). A change of the data is drawn in place; a change of colours draws anew. */
export function Plot({ x, lines, height = 210, xLabel, label, range, mark, onPick }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shade = theme.use();
  const marked = useRef(mark);
  marked.current = mark;
  const pick = useRef(onPick);
  pick.current = onPick;
  const shape = lines.map((line) => `${line.label}${line.colour}`).join('|') + (range ? range.join() : '') + height;

  useEffect(() => {
    const element = box.current!;
    const [soft, grid] = [colour('soft'), colour('line')];
    const axis = {
      stroke: soft,
      grid: { stroke: grid, width: 1 },
      ticks: { stroke: grid, width: 1 },
      font: '11px system-ui',
      labelFont: '11px system-ui',
    };
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        cursor: { y: false, points: { size: 6 } },
        scales: { x: { time: false }, ...(range ? { y: { range: [range[0], range[1]] } } : {}) },
        axes: [
          { ...axis, ...(xLabel ? { label: xLabel, labelSize: 16 } : {}), size: 30 },
          { ...axis, size: 56, values: (_, ticks) => ticks.map(tickText) },
        ],
        series: [
          { label: xLabel ?? 'x' },
          ...lines.map((line) => ({
            label: line.label,
            stroke: colour(line.colour),
            width: line.width ?? 1.7,
            spanGaps: true,
            ...(line.dash ? { dash: [...line.dash] } : {}),
            points: { show: line.points ?? false, size: 5 },
            value: (_: uPlot, value: number | null) =>
              value === null ? '–' : line.text ? line.text(value) : value.toPrecision(4),
          })),
        ],
        hooks: {
          draw: [
            (self) => {
              if (marked.current === undefined) return;
              const at = self.valToPos(marked.current, 'x', true);
              const { ctx, bbox } = self;
              ctx.save();
              ctx.strokeStyle = soft;
              ctx.lineWidth = devicePixelRatio;
              ctx.beginPath();
              ctx.moveTo(at, bbox.top);
              ctx.lineTo(at, bbox.top + bbox.height);
              ctx.stroke();
              ctx.restore();
            },
          ],
        },
      },
      [[...x], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData,
      element,
    );
    made.over.addEventListener('click', () => made.cursor.idx != null && pick.current?.(made.cursor.idx));
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== made.width)
        made.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, shade]);

  useEffect(
    () => plot.current?.setData([[...x], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData),
    [x, lines],
  );
  useEffect(() => plot.current?.redraw(false), [mark]);
  return <div class="plot" ref={box} role="img" aria-label={label} />;
}
