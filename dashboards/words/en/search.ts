import type { zhCN } from '../zh-cn.ts';

/** Searching everything. */
export const search: (typeof zhCN)['search'] = {
  title: 'Search',
  hint: 'Name, address, serial number, rule, page',
  open: 'Search (Ctrl K)',
  empty: 'Type a name, an address or a serial number; Pinyin initials find Chinese names.',
  nothing: (text) => `Nothing was found for “${text}”.`,
  found: (count) => (count === '1' ? '1 result' : `${count} results`),
  keys: '↑ ↓ choose, Enter opens, Esc closes',
  byInventory: (field, value) => `${field}: ${value}`,
  lookingIn: 'Looking for serial numbers…',
  inventoryFailed: 'Serial numbers cannot be looked up now; try again later.',
  kinds: {
    target: 'Watched',
    system: 'System',
    organisation: 'Organisation',
    room: 'Room',
    alert: 'Alert',
    rule: 'Rule',
    page: 'Page',
    action: 'Action',
  },
  actions: {
    watch: 'Watch something',
    enrol: 'Add a machine with an agent',
    silence: 'Silence alerts',
    maintenance: 'Plan work',
    job: 'Add a job',
    rule: 'Make a rule',
    theme: 'Switch between dark and light',
    wall: 'Open the wall',
    print: 'Print this page',
  },
};
