import { createInterface } from 'node:readline';
import { incidents } from '#simulator/room/incidents.ts';
import type { RoomProcess } from '#simulator/room/room-process.ts';
import { menu } from './options.ts';

const help = `
Incidents: type a number, "list" to see them, "story" for all one after another. Ctrl-C stops.

${menu()}
`;

/**
 * Starts incidents by number or name, typed or told; prints what begins and ends. `pauseMs` lies between two incidents
 * of a story.
 */
export function openIncidentConsole(
  room: RoomProcess,
  print: (text: string) => void,
  pauseMs: number,
): IncidentConsole {
  let story: string[] | undefined;
  let timer: NodeJS.Timeout | undefined;

  room.onIncident((what, name) => {
    const { title, description, durationMs } = incidents.find((incident) => incident.name === name)!;
    if (what === 'already_running') return print(`${name} is under way already.`);
    if (what === 'ended') print(`ended: ${name}   ${title['zh-CN']} / ${title.en}`);
    else print(`begins: ${name}\n  ${description['zh-CN']}\n  ${description.en}`);
    if (story && (what === 'ended' || durationMs === 0)) timer = setTimeout(next, pauseMs);
  });

  function next(): void {
    const name = story?.shift();
    if (name) room.start(name);
    else story = undefined;
  }

  function obey(line: string): void {
    const word = line.trim().toLowerCase();
    const incident = incidents[Number(word) - 1] ?? incidents.find(({ name }) => name === word);
    if (word === '') return;
    if (incident) room.start(incident.name);
    else if (word === 'story') tellStory();
    else if (word === 'list' || word === 'help' || word === '?') print(help);
    else print(`There is no "${word}": a number from 1 to ${incidents.length}, a name, "list" or "story".`);
  }

  function tellStory(): void {
    if (story) {
      print('The story is under way already.');
      return;
    }
    story = incidents.map(({ name }) => name);
    next();
  }

  const input = createInterface({ input: process.stdin, terminal: false });
  input.on('line', obey);
  print(help);
  return {
    start: (name) => room.start(name),
    tellStory,
    close() {
      clearTimeout(timer);
      input.close();
    },
  };
}

export interface IncidentConsole {
  start(name: string): void;
  tellStory(): void;
  close(): void;
}
