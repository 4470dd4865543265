'use strict';

/** Stands in for the packages that sign in to Azure: whatever is called of them says that they are not here. */
module.exports = new Proxy(
  {},
  {
    get(_target, name) {
      if (name === '__esModule') return true;
      return function absent() {
        throw new Error(`signing in to Azure is left out of the agent's bundle (${String(name)})`);
      };
    },
  },
);
