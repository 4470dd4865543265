import '../overview/overview.css';
import '../settings/settings.css';
import '../../charts/chart.css';
import '../explore/explore.css';
import './boards.css';
import { BoardList } from './board-list.tsx';
import { BoardPage } from './board-page.tsx';

/** The list of boards, or one of them. */
export function Boards({ id }: { id: string }) {
  return id === '' ? <BoardList /> : <BoardPage id={id} />;
}
