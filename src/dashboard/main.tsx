import { render } from 'preact';
import 'chessground/assets/chessground.base.css';
import 'chessground/assets/chessground.cburnett.css';
import 'uplot/dist/uPlot.min.css';
import './style/theme.css';
import './style/layout.css';
import './style/controls.css';
import './style/parts.css';
import './style/board.css';
import './style/tournament.css';
import './style/game.css';
import './style/chat.css';
import { App } from './app.js';

render(<App />, document.getElementById('app')!);
