/** Parts that several pages use. */

export { Bar, Card, Dot, Empty, Facts, StateBadge, Tile, Trouble, Waiting, Wdl } from './bits.js';
export { BlindButton, blind } from './blind.js';
export { Board } from './board.js';
export { Brand } from './brand.js';
export { Forest } from './forest.js';
export {
  ago,
  clock,
  dateTime,
  duration,
  fixed,
  percent,
  pointsText,
  short,
  si,
  signed,
  whole,
  words,
} from './format.js';
export { Histogram } from './histogram.js';
export { armOf, type Names, namesOf } from './names.js';
export { type Line, Plot } from './plot.js';
export { go, href, Link, route } from './router.js';
export { ThemeButton } from './theme.js';
export { VirtualList } from './virtual-list.js';
export { niceTicks, type Scale, Whisker } from './whisker.js';
export { useWidth } from './width.js';
