/** A failure that its one sentence explains in full: shown without a stack. */
export class LaunchError extends Error {}
