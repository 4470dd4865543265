/** What runs inside the machines of a room, as far as incidents change it. */
export interface Inside {
  /** The home page shows what its owner never wrote. */
  isPageAltered: boolean;
  /** How much longer the page of appointments takes. */
  slowMs: number;
  /** The interface says that it is not well. */
  isInterfaceDown: boolean;
  doesBackupFail: boolean;
  isUploadStopped: boolean;
  /** The application logs errors. */
  hasErrors: boolean;
}

/** All is well. */
export function newInside(): Inside {
  return {
    isPageAltered: false,
    slowMs: 0,
    isInterfaceDown: false,
    doesBackupFail: false,
    isUploadStopped: false,
    hasErrors: false,
  };
}
