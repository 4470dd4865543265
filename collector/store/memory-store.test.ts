import { memoryStore } from './memory-store.ts';
import { describeStore } from './store-suite.ts';

describeStore('the memory store', {
  open: async () => memoryStore(),
  keepsEveryFloat: true,
  runs: 5,
});
