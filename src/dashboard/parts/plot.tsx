import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colour, theme } from './theme.js';

/** One line of a plot. */
export interface Line {
  readonly label: string;
  /** Name of a theme colour, such as `arm-0`. */
  readonly colour: string;
  /** One value for each x; null for none. */
  readonly values: readonly (number | null)[];
  readonly points?: boolean;
  /** Formats the value under the cursor; four significant digits by default. */
  readonly text?: (value: number) => string;
}
interface PlotProps {
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  /** Pixels. */
  readonly height?: number;
  readonly xLabel?: string;
  /** Accessible name. */
  readonly label: string;
  /** Range of the y axis; from the data by default. */
  readonly range?: readonly [number, number];
  /** Draws a vertical line at this x. */
  readonly mark?: number;
  /** Called with the index of the x that was clicked. */
  readonly onPick?: (index: number) => void;
}

/** Three significant digits at most; more only where neighbouring ticks would become equal. */
const tickText = (value: number): string =>
  value === 0
    ? '0'
    : Math.abs(value) >= 10_000 || Math.abs(value) < 0.001
      ? value.toExponential(1)
      : String(Number(value.toPrecision(3)));

const dataOf = (x: readonly number[], lines: readonly Line[]): uPlot.AlignedData =>
  [[...x], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData;

const seriesOf = ({ label, colour: name, points, text }: Line): uPlot.Series => ({
  label,
  stroke: colour(name),
  width: 1.7,
  spanGaps: true,
  points: { show: points ?? false, size: 5 },
  value: (_: uPlot, value: number | null) => (value === null ? '–' : text ? text(value) : value.toPrecision(4)),
});

/** Draws a vertical line at `x` in the coordinates of the data. */
function drawMark(plot: uPlot, x: number, stroke: string): void {
  const at = plot.valToPos(x, 'x', true);
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/** Options of uPlot in the colours of the theme; `mark` returns the x of the vertical line. */
function optionsOf(
  { lines, height, xLabel, range }: PlotProps & { readonly height: number },
  width: number,
  mark: () => number | undefined,
): uPlot.Options {
  const [soft, grid] = [colour('soft'), colour('line')];
  const axis = {
    stroke: soft,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
    font: '11px system-ui',
    labelFont: '11px system-ui',
  };
  const draw = (plot: uPlot): void => {
    const x = mark();
    if (x !== undefined) drawMark(plot, x, soft);
  };
  return {
    width,
    height,
    cursor: { y: false, points: { size: 6 } },
    scales: { x: { time: false }, ...(range ? { y: { range: [range[0], range[1]] } } : {}) },
    axes: [
      { ...axis, ...(xLabel ? { label: xLabel, labelSize: 16 } : {}), size: 30 },
      { ...axis, size: 56, values: (_, ticks) => ticks.map(tickText) },
    ],
    series: [{ label: xLabel ?? 'x' }, ...lines.map(seriesOf)],
    hooks: { draw: [draw] },
  };
}

/** Lines over a common x axis (uPlot). New data is drawn in place; other lines or colours create a new plot. */
export function Plot({ height = 210, ...props }: PlotProps) {
  const { x, lines, range, mark, label } = props;
  const box = useRef<HTMLDivElement>(null);
  const current = useRef<uPlot | null>(null);
  const shade = theme.use();
  const latest = useRef(props);
  latest.current = props;
  const shape = lines.map((line) => `${line.label}${line.colour}`).join('|') + (range ? range.join() : '') + height;

  useEffect(() => {
    const element = box.current!;
    const options = optionsOf({ ...props, height }, element.clientWidth, () => latest.current.mark);
    const plot = new uPlot(options, dataOf(x, lines), element);
    plot.over.addEventListener('click', () => plot.cursor.idx != null && latest.current.onPick?.(plot.cursor.idx));
    current.current = plot;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== plot.width)
        plot.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      current.current = null;
    };
  }, [shape, shade]);

  useEffect(() => current.current?.setData(dataOf(x, lines)), [x, lines]);
  useEffect(() => current.current?.redraw(false), [mark]);
  return <div class="plot" ref={box} role="img" aria-label={label} />;
}
