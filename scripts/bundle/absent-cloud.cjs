'use strict';

/** Stands in for what only somebody's cloud needs: whatever is called of it says that it is not here. */
module.exports = new Proxy(
  {},
  {
    get(_target, name) {
      if (name === '__esModule') return true;
      return function absent() {
        throw new Error(`what signs in to a cloud is left out of the agent's bundle (${String(name)})`);
      };
    },
  },
);
