/** Components and formatting used by several pages. */

export { BlindButton, blind } from './blinding.js';
export { Board } from './board.js';
export { Card, Empty, ErrorMessage, Loading, PageHead } from './card.js';
export { Forest } from './forest.js';
export {
  ago,
  checkPartName,
  dateTime,
  duration,
  fixed,
  integer,
  percent,
  pointsText,
  resultText,
  secondsBetween,
  shortHash,
  si,
  signed,
  timeOfDay,
  uncamelled,
  undashed,
} from './format.js';
export { Histogram } from './histogram.js';
export { Bar, Dot, Facts, Json, StateBadge, Tile, Wdl } from './indicators.js';
export { armOf, displayNames, type Names } from './names.js';
export { type Line, Plot } from './plot.js';
export { href, Link, navigate, route } from './router.js';
export { differenceText, intervalText, pText, unitText } from './scales.js';
export { numeric, TableHead } from './table-head.js';
export { ThemeButton } from './theme.js';
export { niceTicks, type Scale } from './ticks.js';
export { VirtualList } from './virtual-list.js';
export { Whisker } from './whisker.js';
export { useWidth } from './width.js';
